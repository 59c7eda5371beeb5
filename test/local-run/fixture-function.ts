/** A Lambda function for tests of the local run: the event says what it does, or its header `do` where it is a request. */
import { setTimeout } from 'node:timers/promises';

let served = 0;

interface Orders {
  do?: string;
  headers?: { do?: string };
}

export async function handler(event: Orders, context: Record<string, unknown>) {
  served += 1;
  switch (event.do ?? event.headers?.do) {
    case 'throw':
      throw new TypeError('no such thing');
    case 'throw-text':
      throw 'just a text';
    case 'hang':
      process.stdout.write('hanging\n');
      return await new Promise(() => {});
    case 'spin':
      for (;;);
    case 'exit':
      return process.exit(1);
    case 'crash':
      setImmediate(() => {
        throw new Error('nobody catches this');
      });
      return await setTimeout(60_000);
    case 'print':
      process.stdout.write('first line\nsecond line\n');
      console.error('a line of error');
      return null;
    case 'huge':
      return 'x'.repeat(6_291_556);
    case 'undefined':
      return undefined;
    case 'environment':
      return process.env;
    case 'context': {
      const { getRemainingTimeInMillis, ...rest } = context;
      return {
        ...rest,
        remainingMs: typeof getRemainingTimeInMillis === 'function' ? getRemainingTimeInMillis() : null,
      };
    }
    default:
      process.stdout.write(`got ${JSON.stringify(event)}\n`);
      return { event, served };
  }
}
