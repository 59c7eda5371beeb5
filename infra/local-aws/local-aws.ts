import { type Call, type CallListener, Calls } from './calls.ts';
import { eventBridge } from './event-bus/event-bridge.ts';
import { EventStore, type PutEvent } from './event-bus/event-store.ts';
import { Faults } from './faults.ts';
import { startFront } from './front.ts';
import type { AttributeValues } from './queues/queue-attributes.ts';
import { QueueStore, queueUrl } from './queues/queue-store.ts';
import { sqs } from './queues/sqs.ts';
import { CURRENT, versionWithStage } from './secrets/secret.ts';
import { SecretStore } from './secrets/secret-store.ts';
import { secretsManager } from './secrets/secrets-manager.ts';
import { dynamodb } from './tables/dynamodb.ts';

export interface LocalAwsOptions {
  /** 0, unless given, takes any free one. */
  readonly port?: number;
  /** Epoch milliseconds; the system's unless given. Whoever moves it calls `wake`. */
  readonly clock?: () => number;
}

/** Secrets Manager, SQS, EventBridge and DynamoDB on one loopback origin, in memory; and what tests want to see and do. */
export interface LocalAws {
  /** For the SDK's `endpoint` or `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;

  /** Answers the queue's URL. Attributes as in the API: `{ VisibilityTimeout: '60' }`. */
  createQueue(name: string, attributes?: AttributeValues): string;
  /** Answers the bus's ARN. */
  createEventBus(name: string): string;

  /** All secrets in order of creation, with those marked for deletion. */
  secrets(): SecretSeen[];
  /** What is in a queue, in the order of sending, also what is hidden or delayed. */
  messages(queueName: string): MessageSeen[];
  /** What was put on all buses, oldest first; the last 10,000. */
  events(): PutEvent[];

  /** What was called, oldest first; the last 10,000. */
  calls(): Call[];
  forgetCalls(): void;
  /** Lets a test interleave or end calls before and after they are performed. Answers how to stop listening. */
  onCall(listener: CallListener): () => void;
  readonly faults: Faults;

  /** Lets waiting receives look again, after the clock was moved. */
  wake(): void;
  /** Resolves once a receive waits: a clock that is moved earlier is not noticed by one that is still on its way. */
  receiveWaiting(): Promise<void>;
  /** Ends waiting receives with nothing, drops the connections and forgets everything. */
  close(): Promise<void>;
}

export interface SecretSeen {
  readonly name: string;
  readonly arn: string;
  /** Of the current version; null for binary ones and where there is none. */
  readonly value: string | null;
  readonly versionId: string | null;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** End of the recovery window, epoch milliseconds; null for a living secret. */
  readonly deletedAt: number | null;
  /** How many versions are kept, with those that have no label. */
  readonly versions: number;
}

export interface MessageSeen {
  readonly id: string;
  readonly body: string;
  /** Epoch milliseconds: when it was sent, and when it can be received. */
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly inFlight: boolean;
}

/** Starts them. Rejects when the port is taken. */
export async function startLocalAws({ port = 0, clock = Date.now }: LocalAwsOptions = {}): Promise<LocalAws> {
  const secrets = new SecretStore(clock);
  const queues = new QueueStore(clock);
  const events = new EventStore(clock);
  const calls = new Calls();
  const faults = new Faults();
  const tables = await dynamodb();
  let endpoint = '';
  const services = [secretsManager(secrets), sqs(queues, () => endpoint), eventBridge(events), tables];
  const front = await startFront({ services, calls, faults, clock }, port).catch(async (error: unknown) => {
    await tables.close();
    throw error;
  });
  endpoint = front.origin;

  return {
    endpoint,
    createQueue: (name, attributes = {}) => queueUrl(endpoint, queues.create(name, attributes).name),
    createEventBus: (name) => events.createBus(name),
    secrets: () => secretsSeen(secrets),
    messages: (queueName) => messagesSeen(queues, queueName),
    events: () => events.events(),
    calls: () => calls.all(),
    forgetCalls: () => calls.forget(),
    onCall: (listener) => calls.listen(listener),
    faults,
    wake: () => queues.waiting.wake(),
    receiveWaiting: () => queues.waiting.somebody(),
    async close() {
      await front.close();
      await tables.close();
    },
  };
}

function secretsSeen(store: SecretStore): SecretSeen[] {
  return store.all().map((secret) => {
    const current = versionWithStage(secret, CURRENT);
    return {
      name: secret.name,
      arn: secret.arn,
      value: current !== undefined && 'SecretString' in current.value ? current.value.SecretString : null,
      versionId: current?.id ?? null,
      description: secret.description,
      tags: Object.fromEntries(secret.tags ?? []),
      deletedAt: secret.deletedAt,
      versions: secret.versions.size,
    };
  });
}

function messagesSeen(store: QueueStore, queueName: string): MessageSeen[] {
  const now = store.clock();
  return store
    .named(queueName)
    .messages()
    .map(({ id, body, sentAt, visibleAt, receiveCount, receiptHandle }) => {
      return { id, body, sentAt, visibleAt, receiveCount, inFlight: receiptHandle !== null && visibleAt > now };
    });
}
