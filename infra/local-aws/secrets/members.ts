import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { parseInput, validationException } from '../input.ts';
import type { SecretValue } from './secret.ts';

/** Members that several operations share, with the bounds of the service's model. */

export const SecretId = z.string().check(z.minLength(1), z.maxLength(2048));
export const Description = z.optional(z.string().check(z.maxLength(2048)));
export const KmsKeyId = z.optional(z.string().check(z.maxLength(2048)));
export const VersionId = z.string().check(z.minLength(32), z.maxLength(64));
export const VersionStage = z.string().check(z.minLength(1), z.maxLength(256));
export const NextToken = z.optional(z.string().check(z.minLength(1), z.maxLength(4096)));
export const TagKey = z.string().check(z.minLength(1), z.maxLength(128));
export const Tags = z.array(z.object({ Key: TagKey, Value: z.optional(z.string().check(z.maxLength(256))) }));

const MAX_VALUE_BYTES = 65_536;
const TOO_LONG = `Member must have length less than or equal to ${MAX_VALUE_BYTES}`;

export const valueMembers = {
  /** The model says optional, the service insists on it; SDKs fill it in. */
  ClientRequestToken: z.optional(VersionId),
  SecretString: z.optional(
    z.string().check(
      z.minLength(1),
      z.refine((text) => Buffer.byteLength(text) <= MAX_VALUE_BYTES, TOO_LONG),
    ),
  ),
  SecretBinary: z.optional(
    z.string().check(
      z.minLength(1),
      z.refine((base64) => Buffer.byteLength(base64, 'base64') <= MAX_VALUE_BYTES, TOO_LONG),
    ),
  ),
};

/** Throws ValidationException for what the model forbids. */
export function parseSecretInput<Output>(schema: z.ZodMiniType<Output>, input: unknown): Output {
  return parseInput(schema, input, validationException);
}

/** Throws InvalidRequestException: the service makes no token of its own ("You must provide …", seen by those who sent none). */
export function requireToken(token: string | undefined): string {
  if (token === undefined)
    throw new AwsError(
      'InvalidRequestException',
      'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    );
  return token;
}

/** The value given, or null when there is none; throws InvalidParameterException for two of them. */
export function valueGiven(input: {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}): SecretValue | null {
  const { SecretString, SecretBinary } = input;
  if (SecretString !== undefined && SecretBinary !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (SecretString !== undefined) return { SecretString };
  return SecretBinary === undefined ? null : { SecretBinary };
}

export function epochSeconds(epochMs: number | null): number | undefined {
  return epochMs === null ? undefined : epochMs / 1000;
}
