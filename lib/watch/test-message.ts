/** What lies in the test queue: a connection to test, and why. Never a credential. */
import * as z from 'zod/mini';
import { isConnectionId } from '../connection/connection-id.ts';
import { readJson } from '../json.ts';

const isTime = (value: string) => !Number.isNaN(Date.parse(value));

const schema = z.object({
  connectionId: z.string().check(z.refine(isConnectionId)),
  runId: z.string(),
  /** The run's time; for `confirm` when it is due; for `traffic` and `save` when it was queued. */
  scheduledTime: z.string().check(z.refine(isTime)),
  trigger: z.enum(['schedule', 'confirm', 'traffic', 'save']),
});

export type TestMessage = z.infer<typeof schema>;

/** Null for a body that is not one of our messages. */
export function parseTestMessage(body: string): TestMessage | null {
  const parsed = z.safeParse(schema, readJson(body)?.value);
  return parsed.success ? parsed.data : null;
}

export interface QueuedTest {
  readonly message: TestMessage;
  /** 0–900. */
  readonly delaySeconds: number;
}

/** The test that a save asks for, at once: the version that was written is its run. */
export function testOfSave(connectionId: string, version: string, scheduledTime: string): QueuedTest {
  return { message: { connectionId, runId: version, scheduledTime, trigger: 'save' }, delaySeconds: 0 };
}

/** The port to the queue. Throws when not all could be queued. */
export interface TestQueue {
  send(tests: readonly QueuedTest[]): Promise<void>;
}
