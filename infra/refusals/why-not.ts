/** Why the API did not do what was asked of it, and what to do about it: lines for a terminal, with no secret. */
import type { Diagnosis } from '../../lib/connection-test/test-result.ts';
import type { ConnectedApi } from '../api-client/connect.ts';
import type { CredentialsFailure } from '../api-client/credentials.ts';
import type { NotDone } from '../api-client/outcome.ts';
import { printable } from '../terminal/printable.ts';

/** How the API was called. */
export type CalledApi = Pick<ConnectedApi, 'url' | 'region' | 'address' | 'arn'>;

type Refused<Kind extends NotDone['kind']> = Extract<NotDone, { readonly kind: Kind }>;

interface Shown {
  /** The test that a problem may hold stands before the reader already. */
  readonly testIsShown?: boolean;
}

export function whyNot(notDone: NotDone, api: CalledApi, { testIsShown = false }: Shown = {}): string[] {
  switch (notDone.kind) {
    case 'problem':
      return whatTheProblemSays(notDone, testIsShown && notDone.problem.test !== undefined);
    case 'refused':
      return notDone.reason === 'forbidden' ? forbidden(notDone, api) : withoutCredentials(notDone);
    case 'unreachable':
      return [unreachable(notDone, api)];
    case 'unexpected':
      return unexpected(notDone, api);
  }
}

export function whatTheDiagnosisSays({ code, summary, remedy, settings }: Diagnosis): string[] {
  return [
    `${printable(summary)} (${code})`,
    printable(remedy),
    ...(settings.length > 0 ? [`Review, most likely first: ${settings.join(', ')}`] : []),
  ];
}

/** What the API logs more of than it answers. */
const LOGGED: ReadonlySet<string> = new Set(['internal_error', 'storage_unavailable']);

function whatTheProblemSays({ problem, retryAfterSeconds }: Refused<'problem'>, isKnown: boolean): string[] {
  const { code, detail, requestId, test, diagnosis = test?.diagnosis } = problem;
  return [
    ...(isKnown ? [] : [printable(detail), ...(diagnosis ? whatTheDiagnosisSays(diagnosis) : [])]),
    `(${printable(code)}, request id ${printable(requestId)})`,
    ...(LOGGED.has(code) ? ['The log of the function has more under this request id.'] : []),
    ...(retryAfterSeconds === null ? [] : [`Try again in ${retryAfterSeconds} seconds.`]),
  ];
}

/** API Gateway says "Forbidden" to everybody alike, so that all reasons are named. */
function forbidden({ request, detail }: Extract<NotDone, { reason: 'forbidden' }>, { arn, region }: CalledApi) {
  const Resource = `${arn}/${request.method}${request.path}`;
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }],
  };
  return [
    `AWS let ${request.method} ${request.path} not through${detail ? `: ${printable(detail)}` : ''}.`,
    `It was signed for ${region}. The credentials may be expired or of another account (aws sts get-caller-identity tells), or lack the right to`,
    `execute-api:Invoke on ${Resource}`,
    'A policy that gives it:',
    JSON.stringify(policy, null, 2),
  ];
}

/** Of whoever gives them, as STS does those of a role. */
const NOT_REACHED = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT)\b/;

export function withoutCredentials({ reason, detail }: CredentialsFailure): string[] {
  if (NOT_REACHED.test(detail)) {
    return [
      `The AWS credentials could not be fetched: ${printable(detail)}`,
      'Check the network, then repeat. Nothing was sent.',
    ];
  }
  const what = reason === 'no_credentials' ? 'No AWS credentials were found' : 'The AWS credentials have expired';
  return [
    `${what}: ${printable(detail)}`,
    'Sign in (aws sso login, aws configure), or name a profile that works: --profile NAME. Nothing was sent.',
  ];
}

function unreachable({ reason, detail }: Refused<'unreachable'>, { url, address }: CalledApi): string {
  switch (reason) {
    case 'unknown_host':
      return `${url} is not known. ${CHECK_ADDRESS}`;
    case 'nobody_listens':
      return `Nothing listens on ${url}. ${address.loopback ? 'Start it: npm start' : CHECK_ADDRESS}`;
    case 'certificate':
      return `${url} has a certificate that does not hold (${printable(detail)}). Nothing was sent.`;
    case 'timed_out':
      return `${url} did not answer in time. Try again, or check the network.`;
    case 'network':
      return `${url} could not be reached (${printable(detail)}). Check the network, then repeat.`;
  }
}

function unexpected({ answer: { status }, detail }: Refused<'unexpected'>, { url }: CalledApi): string[] {
  return [
    `${url} answered ${status}${detail ? `, ${printable(detail)}` : ''}, which is no answer of this API.`,
    status >= 500 || status === 429 ? 'Try again in a moment.' : CHECK_ADDRESS,
  ];
}

const CHECK_ADDRESS = 'Check the address: it is the output ApiUrl of the stack.';
