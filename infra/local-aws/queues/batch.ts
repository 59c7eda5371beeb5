import { AwsError } from '../aws-error.ts';
import { queryCode } from './sqs-errors.ts';

const MAX_ENTRIES = 10;

/** The entries, or the error that refuses the batch as a whole. `entryName` as SQS calls an entry of the operation. */
export function batchEntries<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  entryName: string,
): readonly Entry[] {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', `There should be at least one ${entryName} in the request.`);
  if (entries.length > MAX_ENTRIES)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (seen.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
  return entries;
}

/** Performs each entry; an answer tells those that succeeded and those that failed, and leaves an empty list out. */
export function performBatch<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  perform: (entry: Entry) => object,
): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: queryCode(error), Message: error.message });
    }
  }
  return {
    Successful: Successful.length === 0 ? undefined : Successful,
    Failed: Failed.length === 0 ? undefined : Failed,
  };
}
