/**
 * One connection, from its save to its deletion, through the API as a client has it. It is deleted whatever happens in
 * between, also when nobody knows whether it was saved.
 */
import type { ConnectionsApi } from '../api-client/connections-api.ts';
import type { NotDone } from '../api-client/outcome.ts';
import { type CalledApi, whatTheDiagnosisSays, whyNot } from '../refusals/why-not.ts';

export interface SmokeOptions {
  readonly api: Pick<ConnectionsApi, 'endpoints' | 'save' | 'test' | 'accessToken' | 'remove'>;
  /** For what is told. */
  readonly called: CalledApi;
  /** One that nobody else has: it is deleted also when nobody knows whether it was saved. */
  readonly connectionId: string;
  readonly settings: unknown;
  /** Ends the round early; the deletion is made all the same. */
  readonly ending: AbortSignal;
  readonly tell: (step: StepResult) => void;
}

export type StepName = 'reach' | 'save' | 'test' | 'token' | 'delete';

export interface StepResult {
  readonly step: StepName;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  /** What there is to know, or why it failed and what to do: a line or more. */
  readonly detail: string;
}

/** The shortest that Secrets Manager has. */
const RECOVERY_DAYS = 7;

/** Every step's result, also of those that were skipped. */
export async function smokeRound(options: SmokeOptions): Promise<StepResult[]> {
  const { api, called, connectionId, settings, ending } = options;
  const results: StepResult[] = [];
  const note = (result: StepResult) => {
    results.push(result);
    options.tell(result);
  };
  const words = (notDone: NotDone) => whyNot(notDone, called).join('\n');
  const refused = (notDone: NotDone) => ({ failure: words(notDone) });

  async function step(name: StepName, run: () => Promise<{ detail: string } | { failure: string }>): Promise<void> {
    if (ending.aborted) return note({ step: name, outcome: 'skipped', detail: 'interrupted' });
    if (results.some(({ outcome }) => outcome !== 'ok')) {
      return note({ step: name, outcome: 'skipped', detail: 'after what failed before' });
    }
    const done = await run();
    if ('failure' in done) note({ step: name, outcome: 'failed', detail: done.failure });
    else note({ step: name, outcome: 'ok', detail: done.detail });
  }

  let perhapsSaved = false;

  await step('reach', async () => {
    const answer = await api.endpoints();
    return answer.kind === 'done' ? { detail: `${called.url} answers` } : refused(answer);
  });
  await step('save', async () => {
    const answer = await api.save(connectionId, settings, { precondition: { ifNoneMatch: '*' } });
    perhapsSaved = answer.kind === 'done' || !wroteNothing(answer);
    return answer.kind === 'done' ? { detail: `tested and saved as ${connectionId}` } : refused(answer);
  });
  await step('test', async () => {
    const answer = await api.test(connectionId);
    if (answer.kind !== 'done') return refused(answer);
    const { verdict, diagnosis } = answer.value;
    if (verdict === 'passed') return { detail: 'both requests to Amazon passed' };
    const why = diagnosis ? whatTheDiagnosisSays(diagnosis) : ['Try again in a minute.'];
    return { failure: [`${verdict}.`, ...why].join('\n') };
  });
  await step('token', async () => {
    const answer = await api.accessToken(connectionId);
    if (answer.kind !== 'done') return refused(answer);
    return { detail: `an access token until ${answer.value.expiresAt}, for ${answer.value.baseUrl}` };
  });
  note(await deletion());
  return results;

  async function deletion(): Promise<StepResult> {
    if (!perhapsSaved) return { step: 'delete', outcome: 'skipped', detail: 'nothing was saved' };
    const answer = await api.remove(connectionId, RECOVERY_DAYS);
    if (answer.kind === 'done') {
      return { step: 'delete', outcome: 'ok', detail: `deleted, for good on ${answer.value.deletionDate}` };
    }
    if (answer.kind === 'problem' && answer.problem.code === 'connection_not_found') {
      return { step: 'delete', outcome: 'ok', detail: 'nothing was saved' };
    }
    const left = `The connection ${connectionId} is left behind: delete it.`;
    return { step: 'delete', outcome: 'failed', detail: `${words(answer)}\n${left}` };
  }
}

/** What the API and IAM refuse is not written. Of an answer that did not come nobody knows. */
function wroteNothing(notDone: NotDone): boolean {
  if (notDone.kind === 'refused') return true;
  return notDone.kind === 'problem' && notDone.problem.status < 500;
}
