import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { type HttpAnswer, jsonOf } from '../../api-client/outcome.ts';
import { printable } from '../../terminal/printable.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT, type ExitCode, Refusal } from '../exit-code.ts';
import { asAnswered, laidOut } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { examples, type Verb } from '../verb.ts';

interface CallOptions {
  readonly query?: [string, string][];
  readonly header?: [string, string][];
  readonly body?: string;
}

export const call: Verb = (spc, run) => {
  spc
    .command('call')
    .argument('<id>', 'id of the connection', connectionId)
    .argument('<method>', METHODS, method)
    .argument('<path>', "path of the operation, as Amazon's documents have it")
    .description('send an operation of the Selling Partner API; the answer goes to standard output as it came')
    .option('--query <name=value>', 'a parameter, not encoded; may be repeated', pair('--query'))
    .option('--header <name=value>', 'a header; may be repeated', header)
    .option('--body <json>', 'a JSON text, @FILE, or - for standard input')
    .addHelpText(
      'after',
      examples(
        'spc call acme-eu GET /sellers/v1/marketplaceParticipations',
        'spc call acme-eu GET /feeds/2021-06-30/feeds --query feedTypes=JSON_LISTINGS_FEED --query pageSize=1',
        `spc call acme-eu POST /feeds/2021-06-30/documents --body '{"contentType":"text/xml; charset=UTF-8"}'`,
      ),
    )
    .action(
      run(async (session, id: string, verb: string, target: string, options: CallOptions) => {
        const { query = [], header: headers = [], body: said } = options;
        const { path, inPath } = split(target);
        if (said !== undefined && verb === 'GET') throw new Refusal('A GET has no body: leave --body out.');
        const body = said === undefined ? undefined : await bodyOf(said);
        const outcome = await session.client.send(
          {
            method: verb,
            path: `/connections/${encodeURIComponent(id)}/sp-api${path}`,
            query: [...inPath, ...query],
            headers: {
              ...(body !== undefined && { 'content-type': 'application/json' }),
              // API Gateway decodes the path; this one is sent to Amazon byte for byte.
              'x-sp-api-path': path,
              ...Object.fromEntries(headers),
            },
            ...(body !== undefined && { body }),
          },
          session.ending,
        );
        return outcome.kind === 'done' ? tellAnswer(session, outcome.answer) : refuse(session, outcome);
      }),
    );
};

/** Anything that a URL would resolve: it leads out of the operations, to another route. */
const LEADS_ELSEWHERE = /\\|\/(?:\.|%2e){1,2}(?:\/|$)/i;

/** What a URL cuts off, or leaves out: another resource would remain. */
const GETS_LOST = /[#\p{Cc}]/u;

function split(target: string): { path: string; inPath: [string, string][] } {
  const [said = '', query = ''] = target.split(/\?(.*)/s);
  if (!said.startsWith('/')) throw new Refusal('The path begins with a slash, like /orders/v0/orders.');
  if (LEADS_ELSEWHERE.test(said)) throw new Refusal('The path has a segment . or .., or a backslash.');
  if (GETS_LOST.test(said)) throw new Refusal('The path has a # or a control character: write them as %23, %09, …');
  // Encoded where it is not yet, so that what is signed is what is sent.
  // The question mark keeps a space at the end, which a URL would lose.
  const path = new URL(`https://amazon.invalid${said}?`).pathname;
  return { path, inPath: [...new URLSearchParams(query)] };
}

async function bodyOf(said: string): Promise<string | Uint8Array<ArrayBuffer>> {
  if (said === '-') return new Uint8Array(await buffer(process.stdin));
  if (!said.startsWith('@')) return said;
  const file = await readFile(said.slice(1)).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(`${said.slice(1)} cannot be read: ${error.code}.`);
  });
  return new Uint8Array(file);
}

async function tellAnswer({ terminal, json }: Session, answer: HttpAnswer): Promise<ExitCode> {
  const { status, headers, body } = answer;
  const onTerminal = terminal.page.width !== null;
  const isJson = jsonOf(answer) !== undefined;
  if (isJson && json) terminal.print(asAnswered(answer));
  else if (isJson && onTerminal) terminal.print(await laidOut(answer));
  else if (!onTerminal) terminal.write(body);
  else if (body.length > 0)
    terminal.tell(
      `${body.length} bytes of ${printable(headers.get('content-type') ?? 'an unknown type')}: send them into a file with > FILE`,
    );
  const tries = headers.get('x-attempts') ?? '1';
  const ids = `request id ${printable(headers.get('x-amzn-requestid') ?? 'none')}${tries === '1' ? '' : `, ${tries} attempts`}`;
  terminal.tell(`Amazon answered ${status}; ${ids}`);
  if (status === 429 || status >= 500) return EXIT.inconclusive;
  return status >= 400 ? EXIT.failed : EXIT.done;
}

const METHODS = 'GET, POST, PUT, PATCH or DELETE';

function method(text: string): string {
  if (/^(?:get|post|put|patch|delete)$/i.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError(`It is ${METHODS}.`);
}

/** By RFC 9110; a control character in a value would begin another header. */
const HEADER = /^[\w!#$%&'*+.^`|~-]+=[\t\x20-\x7e\x80-\xff]*$/;

function header(text: string, before?: readonly [string, string][]): [string, string][] {
  if (!HEADER.test(text)) throw new Refusal('--header takes name=value, in characters that a header may have.');
  return pair('--header')(text, before);
}

function pair(option: string) {
  return (text: string, before: readonly [string, string][] = []): [string, string][] => {
    const at = text.indexOf('=');
    if (at < 1) throw new Refusal(`${option} takes name=value.`);
    return [...before, [text.slice(0, at), text.slice(at + 1)]];
  };
}
