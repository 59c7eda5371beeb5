import type * as z from 'zod/mini';
import { string } from 'zod/mini';
import { parseInput } from '../input.ts';
import { refusedParameter } from './sqs-errors.ts';

export const QueueUrl = string();

/** Throws MissingRequiredParameterException or InvalidParameterValueException. */
export function parseQueueInput<Output>(schema: z.ZodMiniType<Output>, input: unknown): Output {
  return parseInput(schema, input, refusedParameter);
}
