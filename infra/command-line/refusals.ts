/** Why nothing was done, and what to do next: every outcome of a request but success, in words and as an exit code. */
import type { ApiProblem, NotDone } from '../api-client/outcome.ts';
import { printable } from '../terminal/printable.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { answerText } from './json-text.ts';
import type { Session } from './session.ts';
import { testText } from './test-text.ts';

/** Tells it on standard error; with `--json` the problem goes to standard output as the API put it. */
export function refuse(session: Session, notDone: NotDone): ExitCode {
  const { terminal, json } = session;
  if (json && notDone.kind === 'problem') terminal.print(answerText(notDone.answer));
  if (!json && notDone.kind === 'problem' && notDone.problem.test) {
    terminal.print(testText(notDone.problem.test, terminal.page));
  }
  terminal.tell(wordsOf(notDone, session));
  return exitCodeOf(notDone);
}

export function exitCodeOf(notDone: NotDone): ExitCode {
  if (notDone.kind !== 'problem') return EXIT.unreachable;
  const { code, status } = notDone.problem;
  if (code === 'connection_test_failed' || code === 'amazon_rejected') return EXIT.failed;
  return status === 429 || status >= 500 ? EXIT.inconclusive : EXIT.wrongUse;
}

/** What happened, and a line or more on what to do about it. */
export function wordsOf(notDone: NotDone, session: Session): string {
  switch (notDone.kind) {
    case 'problem':
      return [...problemWords(notDone.problem, session), ...nextStep(notDone.problem, notDone.retryAfterSeconds)].join(
        '\n',
      );
    case 'refused':
      return notDone.reason === 'forbidden' ? forbidden(notDone, session) : withoutCredentials(notDone);
    case 'unreachable':
      return unreachable(notDone, session);
    case 'unexpected':
      return [
        `${session.client.url} answered ${notDone.answer.status}${notDone.detail ? `, ${printable(notDone.detail)}` : ''}, which is no answer of this API.`,
        notDone.answer.status >= 500 || notDone.answer.status === 429
          ? 'Try again in a moment.'
          : 'Check the address: the output ApiUrl of the stack, or --stack NAME.',
      ].join('\n');
  }
}

function problemWords({ detail, requestId, code, diagnosis, test }: ApiProblem, { json }: Session): string[] {
  const cause = diagnosis ? [printable(diagnosis.summary), printable(diagnosis.remedy)] : [];
  const id = `(${printable(code)}, request id ${printable(requestId)})`;
  // Of a test that was printed, the detail says nothing more.
  return test && !json ? [id] : [printable(detail), ...cause, id];
}

const NEXT_STEPS: Readonly<Record<string, string>> = {
  connection_not_found: '`spc list` shows which connections there are.',
  connection_pending_deletion: '`spc restore` brings it back, as long as it is pending.',
  connection_malformed: '`spc put` saves it anew, with all of its values.',
  version_conflict: 'Somebody else was faster. Look with `spc show`, and repeat what is still right.',
  connection_test_failed: 'Nothing was saved. Correct what is named, most likely first, and repeat.',
  internal_error: 'The log of the function has more under this request id.',
};

function nextStep({ code }: ApiProblem, retryAfterSeconds: number | null): string[] {
  const step = NEXT_STEPS[code];
  if (code === 'connection_test_inconclusive') {
    return [`Nothing was saved. Repeat it in ${retryAfterSeconds ?? 30} seconds, or save with --untested.`];
  }
  return [
    ...(step ? [step] : []),
    ...(retryAfterSeconds === null ? [] : [`Try again in ${retryAfterSeconds} seconds.`]),
  ];
}

type Forbidden = Extract<NotDone, { reason: 'forbidden' }>;

/** API Gateway says "Forbidden" to everybody alike, so that all reasons are named. */
function forbidden({ request, detail }: Forbidden, { apiArn, client }: Session): string {
  const Resource = `${apiArn}/${request.method}${request.path}`;
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }],
  };
  return [
    `AWS let ${request.method} ${request.path} not through${detail ? `: ${printable(detail)}` : ''}.`,
    `It was signed for ${client.region}. The credentials may be expired or of another account (aws sts get-caller-identity tells), or lack the right to`,
    `execute-api:Invoke on ${Resource}`,
    'A policy that gives it:',
    JSON.stringify(policy, null, 2),
  ].join('\n');
}

function withoutCredentials({ reason, detail }: Exclude<Extract<NotDone, { kind: 'refused' }>, Forbidden>): string {
  const what = reason === 'no_credentials' ? 'No AWS credentials were found' : 'The AWS credentials have expired';
  return [
    `${what}: ${printable(detail)}`,
    'Sign in (aws sso login, aws configure), or name a profile that works: --profile NAME. Nothing was sent.',
  ].join('\n');
}

function unreachable({ reason, detail }: Extract<NotDone, { kind: 'unreachable' }>, { client }: Session): string {
  const { url, address } = client;
  switch (reason) {
    case 'unknown_host':
      return `${url} is not known. Check the address: the output ApiUrl of the stack, or --stack NAME.`;
    case 'nobody_listens':
      return address.loopback
        ? `Nothing listens on ${url}. Start it: npm start`
        : `Nothing listens on ${url}. Check the address.`;
    case 'certificate':
      return `${url} has a certificate that does not hold (${printable(detail)}). Nothing was sent.`;
    case 'timed_out':
      return `${url} did not answer in time. Try again, or check the network.`;
    case 'network':
      return `${url} could not be reached (${printable(detail)}). Check the network, then repeat.`;
  }
}
