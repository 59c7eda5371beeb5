/** An operation as this project writes it down: short, with everything else following from it. */
import type { ProblemCode } from '../../lib/http/problem.ts';
import type { Component } from './component.ts';
import type { ExampleName } from './examples/examples.ts';
import type { HeaderName, ParameterName } from './parameters.ts';

export const TAGS = {
  Connections: 'The registry: what is saved was tested before, and changed safely.',
  'Connection tests': 'Whether settings or a saved connection work, and if not, which setting is wrong.',
  'Access tokens': 'Tokens for those who call the Selling Partner API themselves.',
  Operations: 'The Selling Partner API through a connection.',
} as const;

export interface Operation {
  /** As the template has it, with one method: `PUT /connections/{connectionId}`. */
  readonly route: string;
  readonly operationId: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description: string;
  /** Besides those of the path. */
  readonly parameters?: readonly ParameterName[];
  readonly body?: RequestBody;
  readonly answers: Readonly<Record<string, Answer>>;
  /** Every code that can come, `invalid_request` and `internal_error` apart, which always can. */
  readonly problems: readonly ProblemCode[];
}

/** `amazon`: whatever the operation of Amazon's takes and answers. */
export type RequestBody = 'amazon' | OwnBody;
export type Answer = 'amazon' | OwnAnswer;

export interface OwnBody {
  readonly schema: { readonly name: string };
  readonly required: boolean;
  /** `application/json` unless said otherwise. */
  readonly mediaTypes?: readonly string[];
  readonly examples: readonly ExampleName[];
}

export interface OwnAnswer {
  readonly description: string;
  readonly schema: Component;
  /** Besides `Cache-Control`. */
  readonly headers?: readonly HeaderName[];
  readonly examples: readonly ExampleName[];
}

/** For an operation that takes a body, and for one that takes none but refuses a wrong one. */
export const BODY_PROBLEMS = ['payload_too_large', 'unsupported_media_type'] as const;

/** For an operation that needs what is stored. */
export const STORE_PROBLEMS = ['storage_unavailable', 'timed_out'] as const;
