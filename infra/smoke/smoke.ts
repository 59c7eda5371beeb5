/** `npm run smoke`: sees that a deployed API does its work, with a connection that is made for it and deleted again. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect } from '../api-client/connect.ts';
import { connectionsApi } from '../api-client/connections-api.ts';
import { type StepResult, smokeRound } from './round.ts';

const USAGE = `npm run smoke -- --url URL [--region REGION] [--profile PROFILE] [--production] < settings.json

  --url         output ApiUrl of the stack
  --region      unless the address tells it
  --profile     of the AWS configuration files; unless said, the credentials that the AWS SDK finds by itself
  --settings    file with the connection's settings, as PUT /connections takes them; standard input unless said
  --production  lets the settings name an endpoint that is no sandbox

Exit code: 0 when all went well, 1 when a step failed, 2 when it was not begun.`;

const FAILED = 1;
const NOT_BEGUN = 2;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = NOT_BEGUN;
}

/** The exit code. Throws, in words for the user, before anything is sent. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      region: { type: 'string' },
      profile: { type: 'string' },
      settings: { type: 'string' },
      production: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.url === undefined) throw new Error(`Say where the API is.\n\n${USAGE}`);
  const api = await connect({ url: values.url, region: values.region, profile: values.profile });
  if (!api.ok) throw new Error(api.failure);
  const settings = readSettings(values.settings, values.production ?? false);

  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const results = await smokeRound({
    api: connectionsApi(api.value),
    called: api.value,
    // Nobody else's, or the deletion could hit what was there before.
    connectionId: `smoke-${randomUUID()}`,
    settings,
    ending: ending.signal,
    tell: (step) => console.log(textOfStep(step)),
  });
  return results.every(({ outcome }) => outcome === 'ok') ? 0 : FAILED;
}

/** No message holds anything of the text: it is full of secrets. */
function readSettings(path: string | undefined, production: boolean): object {
  if (path === undefined && process.stdin.isTTY)
    throw new Error('The settings come from standard input: < settings.json');
  const where = path ?? 'standard input';
  const settings = parsed(textOf(path, where), where);
  const endpoint = 'endpoint' in settings ? settings.endpoint : undefined;
  if (!production && !(typeof endpoint === 'string' && endpoint.endsWith('-sandbox'))) {
    throw new Error(
      `The endpoint in ${where} is no sandbox. Take one, or say --production: nothing is changed at Amazon.`,
    );
  }
  return settings;
}

function textOf(path: string | undefined, where: string): string {
  try {
    return readFileSync(path ?? 0, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new Error(`${where} cannot be read: ${reason}`);
  }
}

function parsed(text: string, where: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below: the error's own words hold a part of the text.
  }
  throw new Error(`${where} holds no JSON object`);
}

/** What follows the first line of a detail stands below it. */
function textOfStep({ step, outcome, detail }: StepResult): string {
  const head = `${outcome.padEnd(7)}  ${step.padEnd(6)}  `;
  return head + detail.replaceAll('\n', `\n${' '.repeat(head.length)}`);
}
