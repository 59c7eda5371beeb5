import { ACCOUNT_ID } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { Queue } from './queue.ts';
import { type AttributeValues, settingAttributes } from './queue-attributes.ts';
import { invalidParameter } from './sqs-errors.ts';
import { Waiting } from './waiting.ts';

/** All queues, by name, and the receives that wait for one of them to have a message. */
export class QueueStore {
  readonly clock: () => number;
  readonly waiting = new Waiting();
  readonly #queues = new Map<string, Queue>();

  constructor(clock: () => number) {
    this.clock = clock;
  }

  /** A repeat with the same attributes changes nothing; with others it throws QueueNameExists. */
  create(name: string, given: AttributeValues): Queue {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
      throw new AwsError(
        'InvalidParameterValueException',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    const existing = this.#queues.get(name);
    if (existing !== undefined) return sameAttributes(existing, given);
    const queue = new Queue(name, given, this.clock, (arn) => this.#withArn(arn));
    const { redrive } = queue.settings;
    if (redrive !== null && this.#withArn(redrive.deadLetterTargetArn) === undefined)
      throw invalidParameter('RedrivePolicy', given.RedrivePolicy ?? '', 'Dead letter target does not exist.');
    this.#queues.set(name, queue);
    return queue;
  }

  /** Throws QueueDoesNotExist. */
  named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  /** By the last part of its URL, whatever the origin. Throws QueueDoesNotExist. */
  at(queueUrl: string): Queue {
    return this.named(queueNameOf(queueUrl));
  }

  #withArn(arn: string): Queue | undefined {
    return [...this.#queues.values()].find((queue) => queue.arn === arn);
  }
}

export function queueUrl(origin: string, name: string): string {
  return `${origin}/${ACCOUNT_ID}/${name}`;
}

export function queueNameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function sameAttributes(queue: Queue, given: AttributeValues): Queue {
  const existing = settingAttributes(queue.given);
  const different = Object.keys(given).find((name) => given[name] !== existing[name]);
  if (different === undefined) return queue;
  throw new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${different}`,
  );
}
