import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';

/** `BinaryValue` is base64. The model has list values too; SQS does not take them. */
export const MessageAttributes = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.optional(z.string()), BinaryValue: z.optional(z.string()) }),
);

export type MessageAttributes = z.infer<typeof MessageAttributes>;
type MessageAttribute = MessageAttributes[string];

const NAME = /^[A-Za-z0-9_\-.]{1,256}$/;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;
const MAX_ATTRIBUTES = 10;

/** Throws InvalidParameterValueException for what SQS refuses. */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES)
    throw invalid(`Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  for (const [name, attribute] of entries) {
    if (!NAME.test(name)) throw invalid(`The message attribute name '${name}' is invalid.`);
    if (!DATA_TYPE.test(attribute.DataType))
      throw invalid(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    const type = attribute.DataType.startsWith('Binary') ? 'Binary' : 'String';
    if (valueBytes(attribute).length === 0)
      throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  }
}

/** Names, types and values count towards the size of a message. */
export function attributesBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes)
    .map(([name, attribute]) => Buffer.byteLength(name) + attribute.DataType.length + valueBytes(attribute).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Hex MD5 over the sorted attributes (developer guide, "Calculating the MD5 message digest for message attributes"). */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const field = (bytes: Buffer) => hash.update(lengthPrefix(bytes)).update(bytes);
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    field(Buffer.from(name));
    field(Buffer.from(attribute.DataType));
    hash.update(Buffer.from([attribute.DataType.startsWith('Binary') ? 2 : 1]));
    field(valueBytes(attribute));
  }
  return hash.digest('hex');
}

/** Those asked for by name, by `prefix.*`, or all by `All` or `.*`. */
export function selectAttributes(attributes: MessageAttributes, asked: readonly string[]): MessageAttributes {
  const isAsked = (name: string) =>
    asked.some((pattern) => {
      if (pattern === 'All' || pattern === '.*') return true;
      return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : pattern === name;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isAsked(name)));
}

function valueBytes(attribute: MessageAttribute): Buffer {
  return attribute.DataType.startsWith('Binary')
    ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
    : Buffer.from(attribute.StringValue ?? '');
}

function lengthPrefix(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(bytes.length);
  return prefix;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
