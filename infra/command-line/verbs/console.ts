import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { EXIT, Refusal } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { examples, type Verb } from '../verb.ts';
import { wholeNumber } from '../whole-number.ts';

/** The program is built into `spc`, and the page beside it. */
const PAGE = join(import.meta.dirname, '../console');

export const openConsole: Verb = (spc, run) => {
  spc
    .command('console')
    .description('the console, for a browser on this machine; it signs with your credentials')
    .option('--port <port>', 'any free one unless said', portNumber)
    .addHelpText('after', examples('spc console'))
    .action(run((session, { port = 0 }: { port?: number }) => serve(session, port)));
};

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('It is at most 65535.');
  return port;
}

async function serve({ client, terminal, ending }: Session, port: number) {
  // Only who opens the console waits for its server to be loaded.
  const { serveConsole } = await import('../../console/serve.ts');
  const served = await serveConsole({
    api: client,
    port,
    page: PAGE,
    onStarted: (nextUrl) => terminal.tell(`The console is open. For another browser: ${nextUrl}`),
    onTrouble: (text) => terminal.tell(text),
  }).catch((error: NodeJS.ErrnoException) => {
    const taken = `Port ${port} is taken: choose another one with --port.`;
    throw new Refusal(error.code === 'EADDRINUSE' ? taken : error.message);
  });
  terminal.print(served.url);
  terminal.tell('Open this link in a browser; it works once. Ctrl-C ends.');
  if (!ending.aborted) await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }));
  await served.close();
  return EXIT.done;
}
