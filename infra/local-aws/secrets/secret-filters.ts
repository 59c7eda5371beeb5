import * as z from 'zod/mini';
import { REGION } from '../account.ts';
import type { Secret } from './secret.ts';

/** Filters of ListSecrets and BatchGetSecretValue (API reference, Filter): prefixes, any of the values, all of the filters. */
export const Filters = z
  .array(
    z.object({
      Key: z.enum(['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all']),
      Values: z
        .array(z.string().check(z.maxLength(512), z.regex(/^!?[a-zA-Z0-9 :_@/+=.\-!]*$/)))
        .check(z.minLength(1), z.maxLength(10)),
    }),
  )
  .check(z.maxLength(10));

export type Filter = z.infer<typeof Filters>[number];

export function matchesAll(secret: Secret, filters: readonly Filter[]): boolean {
  return filters.every((filter) => matches(secret, filter));
}

/** A value that starts with an exclamation mark is one that must not match. */
function matches(secret: Secret, { Key, Values }: Filter): boolean {
  const wanted = Values.filter((value) => !value.startsWith('!'));
  const unwanted = Values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  return (
    (wanted.length === 0 || wanted.some((value) => has(secret, Key, value))) &&
    !unwanted.some((value) => has(secret, Key, value))
  );
}

function has(secret: Secret, key: Filter['Key'], value: string): boolean {
  switch (key) {
    case 'name':
      return secret.name.startsWith(value);
    case 'description':
      return (secret.description ?? '').toLowerCase().startsWith(value.toLowerCase());
    case 'tag-key':
      return [...(secret.tags?.keys() ?? [])].some((tag) => tag.startsWith(value));
    case 'tag-value':
      return [...(secret.tags?.values() ?? [])].some((tag) => tag.startsWith(value));
    case 'primary-region':
      return REGION.startsWith(value);
    case 'owning-service':
      return false;
    case 'all':
      return hasWords(secret, value);
  }
}

function hasWords(secret: Secret, value: string): boolean {
  const attributes = [secret.name, secret.description ?? '', ...[...(secret.tags ?? [])].flat()];
  const text = attributes.join('\n').toLowerCase();
  return value
    .toLowerCase()
    .split(' ')
    .every((word) => text.includes(word));
}
