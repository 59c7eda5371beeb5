import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { parseSecretInput, SecretId, TagKey, Tags } from './members.ts';
import type { Secret } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

/** Letters, spaces and digits of any language and `+ - = . _ : / @` (API reference, Tag). */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const MAX_TAGS = 50;

const TagResourceRequest = z.object({ SecretId, Tags });
const UntagResourceRequest = z.object({ SecretId, TagKeys: z.array(TagKey) });

export function tagResource(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(TagResourceRequest, input);
  const secret = store.findLiving(request.SecretId);
  secret.tags = withTags(secret.tags, request.Tags);
  secret.lastChangedAt = store.clock();
  return {};
}

export function untagResource(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(UntagResourceRequest, input);
  const secret = store.findLiving(request.SecretId);
  for (const key of request.TagKeys) secret.tags?.delete(key);
  secret.lastChangedAt = store.clock();
  return {};
}

/** The tags with those added or replaced; throws InvalidParameterException for what may not be a tag. */
export function withTags(tags: Secret['tags'], added: z.infer<typeof Tags>): Map<string, string> {
  const result = new Map(tags);
  for (const { Key, Value = '' } of added) {
    if (Key.toLowerCase().startsWith('aws:'))
      throw new AwsError('InvalidParameterException', "Tag keys can't start with aws:.");
    if (!ALLOWED.test(Key) || !ALLOWED.test(Value))
      throw new AwsError('InvalidParameterException', 'A tag has a character that is not allowed.');
    result.set(Key, Value);
  }
  if (result.size > MAX_TAGS)
    throw new AwsError('InvalidParameterException', `A secret can't have more than ${MAX_TAGS} tags.`);
  return result;
}

export function tagList(secret: Secret): { Key: string; Value: string }[] | undefined {
  return secret.tags === null ? undefined : Array.from(secret.tags, ([Key, Value]) => ({ Key, Value }));
}
