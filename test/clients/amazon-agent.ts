import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';

/** For a client that knows Amazon's hosts by heart: its connections go to the simulated Amazon, the `Host` header stays. */
export class AmazonAgent extends Agent {
  readonly #port: number;

  constructor(origin: string) {
    super();
    this.#port = Number(new URL(origin).port);
  }

  override createConnection(): Socket {
    return connect(this.#port, '127.0.0.1');
  }
}
