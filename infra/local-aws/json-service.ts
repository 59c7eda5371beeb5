import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { jsonOrNull } from './json-peek.ts';
import type { Answer, Service, ServiceFault, ServiceName } from './service.ts';

/** Input as parsed from JSON, still to be checked; what comes back becomes the JSON answer, members that are undefined are left out. */
export type JsonOperation = (input: unknown, signal: AbortSignal) => object | Promise<object>;

export interface JsonServiceDefinition {
  readonly name: ServiceName;
  readonly target: string;
  /** Of the `awsJson` protocol that the SDK client of the service speaks. */
  readonly version: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, JsonOperation>>;
  resourceOf(input: unknown): string | null;
  /** The service's own names for the errors that every service has. `resource` is what the call is about. */
  faultError(fault: Exclude<ServiceFault, 'entries-fail'>, operation: string, resource: string | null): AwsError;
  /** The 200 answer in which every entry failed; null for an operation without entries. */
  failedEntries?(operation: string, input: unknown): object | null;
  /** Headers that go with an error beside the body. */
  errorHeaders?(error: AwsError): Readonly<Record<string, string>>;
}

/** A service of the protocols awsJson 1.0 and 1.1: operation in `x-amz-target`, JSON in, JSON out, errors by `__type`. */
export function jsonService(definition: JsonServiceDefinition): Service {
  const operations = new Map(Object.entries(definition.operations));
  const contentType = `application/x-amz-json-${definition.version}`;

  const answerOf = (status: number, body: object, outcome: string, headers = {}): Answer => ({
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': randomUUID(), ...headers },
    body: JSON.stringify(body),
    outcome,
  });
  const refusal = (error: AwsError): Answer =>
    answerOf(
      error.status,
      { __type: error.code, message: error.message },
      error.code,
      definition.errorHeaders?.(error) ?? {},
    );

  return {
    name: definition.name,
    target: definition.target,
    async answer({ operation, body, signal }) {
      try {
        const perform = operations.get(operation);
        if (perform === undefined) throw unknownOperation(definition.name, operation, [...operations.keys()]);
        return answerOf(200, await perform(parseJson(body), signal), 'ok');
      } catch (error) {
        if (error instanceof AwsError) return refusal(error);
        throw error;
      }
    },
    faultAnswer(fault, { operation, body }) {
      const input = jsonOrNull(body);
      if (fault !== 'entries-fail')
        return refusal(definition.faultError(fault, operation, definition.resourceOf(input)));
      const entries = definition.failedEntries?.(operation, input) ?? null;
      if (entries === null) throw new Error(`${definition.name}.${operation} has no entries that could fail`);
      return answerOf(200, entries, 'entries-fail');
    },
    resourceOf: (body) => definition.resourceOf(jsonOrNull(body)),
    close: async () => {},
  };
}

function unknownOperation(service: ServiceName, operation: string, known: readonly string[]): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The local ${service} does not know ${operation}. It knows ${known.join(', ')}.`,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}
