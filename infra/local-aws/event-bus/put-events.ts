import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { parseInput, validationException } from '../input.ts';
import { isObject } from '../json-peek.ts';
import type { EventStore } from './event-store.ts';

const Entry = z.object({
  Time: z.optional(z.number()),
  Source: z.optional(z.string()),
  DetailType: z.optional(z.string()),
  Detail: z.optional(z.string()),
  Resources: z.optional(z.array(z.string())),
  EventBusName: z.optional(z.string().check(z.minLength(1), z.maxLength(1600))),
});
type Entry = z.infer<typeof Entry>;

const PutEventsRequest = z.object({ Entries: z.array(Entry).check(z.minLength(1), z.maxLength(10)) });

const MAX_REQUEST_BYTES = 1_048_576;
/** What `Time` counts for when it is given (user guide, "Calculating PutEvents event entry size"). */
const TIME_BYTES = 14;

/**
 * Keeps the events that are well formed and tells the others one by one.
 * A bus that is not there refuses the call: AWS itself answers a success and loses the event (aws/aws-sdk issue 186), which
 * in a local run would hide a misspelt name.
 */
export function putEvents(store: EventStore, input: unknown): object {
  const { Entries } = parseInput(PutEventsRequest, input, validationException);
  if (Entries.map(sizeOf).reduce((sum, bytes) => sum + bytes, 0) > MAX_REQUEST_BYTES)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const buses = Entries.map(({ EventBusName = 'default' }) => store.bus(EventBusName));
  const results = Entries.map((entry, index) => putEvent(store, entry, buses[index] ?? 'default'));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEvent(
  store: EventStore,
  { Source, DetailType, Detail, Time, Resources = [] }: Entry,
  bus: string,
): { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string } {
  if (!Source) return required('Source');
  if (!DetailType) return required('DetailType');
  if (!Detail) return required('Detail');
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = parseDetail(Detail);
  if (detail === null) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const id = randomUUID();
  const time = Time === undefined ? store.clock() : Time * 1000;
  store.put({ bus, id, source: Source, detailType: DetailType, time, resources: Resources, detail });
  return { EventId: id };
}

function required(name: string): { readonly ErrorCode: string; readonly ErrorMessage: string } {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  };
}

/** Only a JSON object is a detail. */
function parseDetail(text: string): object | null {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : null;
  } catch {
    return null;
  }
}

function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}
