import { ACCOUNT_ID, REGION } from '../account.ts';
import { AwsError } from '../aws-error.ts';

/** An event as a rule would see it. */
export interface PutEvent {
  /** The bus that it was put on. */
  readonly bus: string;
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly resources: readonly string[];
  readonly detail: object;
}

/** The oldest events leave when there are more, so that services that run for days stay small. */
const MAX_EVENTS = 10_000;

/** The buses and what was put on them. `default` is always there. */
export class EventStore {
  readonly clock: () => number;
  readonly #buses = new Set(['default']);
  readonly #events: PutEvent[] = [];

  constructor(clock: () => number) {
    this.clock = clock;
  }

  /** Answers the ARN. Throws ResourceAlreadyExistsException. */
  createBus(name: string): string {
    if (this.#buses.has(name))
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    this.#buses.add(name);
    return `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${name}`;
  }

  /** Name or ARN → name. Throws ResourceNotFoundException for a bus that is not there. */
  bus(nameOrArn: string): string {
    const name = nameOrArn.replace(/^arn:aws:events:.*:event-bus\//, '');
    if (!this.#buses.has(name)) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return name;
  }

  put(event: PutEvent): void {
    this.#events.push(event);
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
  }

  events(): PutEvent[] {
    return [...this.#events];
  }
}
