import type { IncomingMessage } from 'node:http';
import type { Call, CallPhase, Calls } from './calls.ts';
import type { Fault, Faults } from './faults.ts';
import { orAborted } from './or-aborted.ts';
import type { Answer, Service, ServiceRequest } from './service.ts';

export interface ExchangeParts {
  readonly services: readonly Service[];
  readonly calls: Calls;
  readonly faults: Faults;
  readonly clock: () => number;
}

/** Thrown where the connection is to be reset instead of answered. */
export class Reset extends Error {}

export function reset(): Reset {
  return new Reset();
}

/** One request, told apart by `x-amz-target`, logged, met by its fault or performed. `signal` ends every waiting. */
export async function exchange(
  { method, headers }: IncomingMessage,
  body: Buffer,
  { services, calls, faults, clock }: ExchangeParts,
  signal: AbortSignal,
): Promise<Answer> {
  const target = String(headers['x-amz-target'] ?? '');
  const service = services.find((candidate) => target.startsWith(`${candidate.target}.`));
  if (method !== 'POST' || service === undefined) return unknownService(services, method, target);
  if (headers.authorization === undefined)
    return refusal(400, 'MissingAuthenticationTokenException', 'Missing Authentication Token');

  const operation = target.slice(service.target.length + 1);
  const { call, finish } = calls.begin({
    caller: /Credential=([^/]+)\//.exec(headers.authorization)?.[1] ?? null,
    service: service.name,
    operation,
    resource: service.resourceOf(body),
    at: clock(),
  });
  const fault = faults.take(service.name, operation, body);
  if (fault !== null) finish(fault);
  try {
    await told(calls, call, 'before', signal);
    const answer = await performed(service, { operation, headers, body, signal }, fault);
    finish(fault ?? answer.outcome);
    await told(calls, call, 'after', signal);
    if (fault === 'answer-lost') throw reset();
    return answer;
  } catch (error) {
    finish(fault ?? (error instanceof Reset ? 'reset' : 'InternalFailure'));
    throw error;
  }
}

/** An error that no service answers: the request did not reach one. */
export function refusal(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: code, message }),
    outcome: code,
  };
}

async function performed(service: Service, request: ServiceRequest, fault: Fault | null): Promise<Answer> {
  switch (fault) {
    case null:
    case 'answer-lost':
      return service.answer(request);
    case 'reset':
      throw reset();
    case 'no-answer':
      return orAborted(new Promise<never>(() => {}), request.signal, reset);
    case 'html-500':
    case 'html-200':
      return {
        status: fault === 'html-500' ? 500 : 200,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>This page is from something that stands in between</h1></body></html>',
        outcome: fault,
      };
    case 'cut-off':
      return { ...refusal(200, fault, ''), cutOff: true };
    default:
      return service.faultAnswer(fault, request);
  }
}

async function told(calls: Calls, call: Call, phase: CallPhase, signal: AbortSignal): Promise<void> {
  if (!calls.listenedTo) return;
  try {
    await orAborted(calls.tell(call, phase), signal, reset);
  } catch (error) {
    throw new Reset('A listener ended the call', { cause: error });
  }
}

function unknownService(services: readonly Service[], method: string | undefined, target: string): Answer {
  const known = services.map((service) => `${service.target}.…`).join(', ');
  return refusal(
    404,
    'UnknownOperationException',
    `No local AWS service for ${method} with x-amz-target "${target}". There are: ${known}.`,
  );
}
