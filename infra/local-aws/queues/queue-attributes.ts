import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './sqs-errors.ts';

/** The settings of a queue that change how it behaves. */
export interface QueueSettings {
  readonly delaySeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly waitTimeSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly redrive: RedrivePolicy | null;
}

interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** How often a message is handed out before it goes to the dead-letter queue instead. */
  readonly maxReceiveCount: number;
}

export type AttributeValues = Readonly<Record<string, string>>;

export const MAX_MESSAGE_BYTES = 1_048_576;

/** Default, least and greatest value (API_CreateQueue). */
const numbers = {
  DelaySeconds: [0, 0, 900],
  MaximumMessageSize: [MAX_MESSAGE_BYTES, 1024, MAX_MESSAGE_BYTES],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  VisibilityTimeout: [30, 0, 43_200],
} as const;

type NumberName = keyof typeof numbers;

/** Kept and told again, without effect. */
const inert = [
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
];

/** Throws InvalidAttributeName, InvalidAttributeValue or (redrive policy) InvalidParameterValueException. Standard queues only. */
export function queueSettings(given: AttributeValues): QueueSettings {
  for (const name of Object.keys(given))
    if (!(name in numbers) && name !== 'RedrivePolicy' && !inert.includes(name))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  return {
    delaySeconds: numberOf(given, 'DelaySeconds'),
    maximumMessageBytes: numberOf(given, 'MaximumMessageSize'),
    retentionSeconds: numberOf(given, 'MessageRetentionPeriod'),
    waitTimeSeconds: numberOf(given, 'ReceiveMessageWaitTimeSeconds'),
    visibilityTimeoutSeconds: numberOf(given, 'VisibilityTimeout'),
    redrive: given.RedrivePolicy ? redriveOf(given.RedrivePolicy) : null,
  };
}

/** All settings as GetQueueAttributes tells them, the defaults included. */
export function settingAttributes(given: AttributeValues): Record<string, string> {
  const defaults = Object.entries(numbers).map(([name, [byDefault]]) => [name, String(byDefault)] as const);
  return { ...Object.fromEntries(defaults), SqsManagedSseEnabled: 'true', ...given };
}

function numberOf(given: AttributeValues, name: NumberName): number {
  const [byDefault, least, greatest] = numbers[name];
  const text = given[name];
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > greatest)
    throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
  return value;
}

function redriveOf(text: string): RedrivePolicy {
  const refuse = (reason: string) => invalidParameter('RedrivePolicy', text, reason);
  const { deadLetterTargetArn, maxReceiveCount } = policyOf(text, refuse);
  if (typeof deadLetterTargetArn !== 'string')
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  if (maxReceiveCount === undefined)
    throw refuse('Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw refuse('Invalid value for maxReceiveCount: must be between 1 and 1000.');
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function policyOf(
  text: string,
  refuse: (reason: string) => AwsError,
): { readonly deadLetterTargetArn?: unknown; readonly maxReceiveCount?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {}
  throw refuse('Redrive policy is not a valid JSON map.');
}
