/** Why a step was not done, and what to do about it: two sentences and no secret. */
import type { Diagnosis } from '../../lib/connection-test/test-result.ts';
import type { ApiProblem, NotDone } from '../api-client/outcome.ts';
import { printable } from '../terminal/printable.ts';

export function whatToDo(notDone: NotDone, url: string): string {
  switch (notDone.kind) {
    case 'problem':
      return ofProblem(notDone.problem);
    case 'refused':
      return ofRefusal(notDone);
    case 'unreachable':
      return `${url} cannot be reached (${notDone.reason}, ${printable(notDone.detail)}). It has to be the output ApiUrl of the stack, and this machine needs a way to it.`;
    case 'unexpected':
      return `${url} answers ${notDone.answer.status} in a way that this API does not. It has to be the output ApiUrl of the stack.`;
  }
}

export function whatTheDiagnosisSays({ summary, remedy, settings }: Diagnosis): string {
  const review = settings.length > 0 ? ` Review: ${settings.join(', ')}.` : '';
  return `${printable(summary)} ${printable(remedy)}${review}`;
}

function ofProblem({ code, detail, requestId, errors = [], diagnosis, test }: ApiProblem): string {
  const found = diagnosis ?? test?.diagnosis;
  const fields = errors.map(({ pointer, parameter, detail: fault }) => `${pointer ?? parameter} ${fault}`);
  const said = found ? whatTheDiagnosisSays(found) : [printable(detail), ...fields.map(printable)].join(' ');
  const look =
    code === 'internal_error' || code === 'storage_unavailable'
      ? ` The log of the function has more under the request id ${printable(requestId)}.`
      : '';
  return `${printable(code)}: ${said}${look}`;
}

function ofRefusal(refused: Extract<NotDone, { kind: 'refused' }>): string {
  switch (refused.reason) {
    case 'forbidden':
      return 'AWS refuses the call. The credentials need execute-api:Invoke on this route, in the account and the region of the stack (output ApiArn).';
    case 'no_credentials':
      return `No AWS credentials are found (${printable(refused.detail)}). Sign in (aws sso login, aws configure), or name a profile: --profile NAME.`;
    case 'credentials_expired':
      return 'The AWS credentials have expired. Sign in once more (aws sso login).';
  }
}
