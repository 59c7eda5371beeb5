import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { REGION } from '../../infra/local-aws/account.ts';

/** AWS services that the contract is held against. */
export interface ContractTarget {
  /** Asked for when a test starts. */
  endpoint(): string;
  /** Lets time pass for the services: by their clock, or by waiting. */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when a receive that was just sent waits for messages. */
  receiveWaiting(): Promise<void>;
  /** Name of a test → why these services do not pass it. */
  readonly deviations: Readonly<Record<string, string>>;
  /** Looks and writes without a lock: of calls at once two may win, now and then. So they are made one after the other. */
  readonly withoutLocks?: boolean;
}

/** Calls that only some may win, all at once where the target can stand it. */
export async function contend<Answer>(
  { withoutLocks }: ContractTarget,
  calls: readonly (() => Promise<Answer>)[],
): Promise<PromiseSettledResult<Answer>[]> {
  if (!withoutLocks) return Promise.allSettled(calls.map((call) => call()));
  const outcomes: PromiseSettledResult<Answer>[] = [];
  for (const call of calls) outcomes.push(...(await Promise.allSettled([call()])));
  return outcomes;
}

/** Registers tests. One that the target is known to fail is skipped with the reason, once it has failed: the list stays true. */
export function contractTests(target: ContractTarget) {
  const names = new Set<string>();
  return {
    test(name: string, body: () => Promise<void>): void {
      names.add(name);
      it(name, async (context) => {
        const reason = target.deviations[name];
        if (reason === undefined) return body();
        await errorOf(body());
        context.skip(reason);
      });
    },
    names,
  };
}

export type ContractTest = ReturnType<typeof contractTests>['test'];

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };

export interface Clients {
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly tables: DynamoDBClient;
}

/** One try each, so that a test sees the first answer. */
export function awsClients(endpoint: string, maxAttempts = 1): Clients {
  const configuration = { endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts };
  return {
    secrets: new SecretsManagerClient(configuration),
    sqs: new SQSClient(configuration),
    events: new EventBridgeClient(configuration),
    tables: new DynamoDBClient(configuration),
  };
}

/** A name that no other test uses: a foreign endpoint keeps what earlier tests made. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

/** The error that a call ends in; fails when it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  const outcome: unknown = await call.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error('Expected a failure, got a success');
}

/** Name and message of the exception that the SDK makes of the answer. */
export async function expectRefused(call: Promise<unknown>, names: string | readonly string[], text?: string | RegExp) {
  const error = await errorOf(call);
  expect([names].flat(), error.message).toContain(error.name);
  if (typeof text === 'string') expect(error.message).toBe(text);
  else if (text !== undefined) expect(error.message).toMatch(text);
}
