/** Nothing secret comes out of the function but in the one header to Amazon, whatever goes wrong. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answers,
  cutsOff,
  inTurn,
  json,
  refuses,
  resets,
  type Script,
  staysSilent,
  throttles,
} from '../operation/odd-amazon.ts';
import { type ProxyCall, type ProxyReply, type ProxyWorld, startProxyWorld } from '../operation/proxy-world.ts';

/** Fifty letters that are nobody's words, and no hexadecimal digits: no request id looks like a piece of them. */
function mark(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 50);
  return digest.replace(/./g, (digit) => 'ghijklmnopqrstuv'.charAt(Number.parseInt(digit, 16)));
}
const CLIENT_SECRET = mark('client secret');
const REFRESH_TOKEN = `Atzr|${mark('refresh token')}`;
const ACCESS_TOKEN = mark('access token');
const CALLERS = {
  signature: mark('signature of the caller'),
  token: mark('token of the caller'),
  cookie: mark('cookie'),
  header: mark('header'),
  path: mark('path'),
  query: mark('query'),
  body: mark('body'),
};
const OURS = [CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN];

/** As it is, encoded, and in base64: any eight characters of it. */
function pieces(secret: string): string[] {
  const spellings = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  return spellings.flatMap((text) =>
    Array.from({ length: text.length - 7 }, (_, start) => text.slice(start, start + 8)),
  );
}

/** The pieces of secrets that a text holds. */
function found(text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap(pieces).filter((piece) => text.includes(piece));
}

let proxy: ProxyWorld;
let ids = 0;
const replies: ProxyReply[] = [];
beforeAll(async () => {
  proxy = await startProxyWorld();
});
afterAll(() => proxy.close());

const SETTINGS = {
  lwaClientId: 'amzn1.application-oa2-client.1',
  lwaClientSecret: CLIENT_SECRET,
  lwaRefreshToken: REFRESH_TOKEN,
};
const ECHO = `${CLIENT_SECRET} ${REFRESH_TOKEN} Atza|${ACCESS_TOKEN}`;
const issues: Script = json(200, { access_token: `Atza|${ACCESS_TOKEN}`, token_type: 'bearer', expires_in: 3_600 });
const issuesAndEchoes: Script = json(200, {
  access_token: `Atza|${ACCESS_TOKEN}`,
  refresh_token: REFRESH_TOKEN,
  expires_in: 3_600,
});

interface Fault {
  readonly what: string;
  readonly lwa?: Script;
  readonly spApi?: Script;
  readonly secret?: unknown;
  readonly call?: ProxyCall;
}

const FAULTS: readonly Fault[] = [
  { what: 'nothing', lwa: issuesAndEchoes },
  { what: 'a stale token', spApi: inTurn(refuses('The access token you provided has expired.'), json(200, {})) },
  { what: 'tokens that are always stale', spApi: refuses('The access token you provided has expired.') },
  { what: 'an expired client secret', spApi: refuses('The LWA secret token you provided has expired.') },
  { what: 'throttling', spApi: throttles },
  { what: 'resets', spApi: resets, call: { remainingMs: 1_500 } },
  { what: 'an answer cut off', spApi: cutsOff, call: { remainingMs: 1_500 } },
  { what: 'no answer', spApi: staysSilent, call: { remainingMs: 1_200 } },
  { what: 'an answer that is too large', spApi: answers(200, Buffer.alloc(7_000_000)) },
  {
    what: 'LWA refusing in the words of the request',
    lwa: json(400, { error: 'invalid_grant', error_description: ECHO }),
  },
  { what: 'LWA with an error of its own making', lwa: json(400, { error: ECHO, error_description: ECHO }) },
  { what: 'LWA with a page of HTML', lwa: answers(200, `<html>${ECHO}`) },
  { what: 'LWA in trouble', lwa: json(500, { error: 'server_error', error_description: ECHO }) },
  { what: 'LWA resetting', lwa: resets },
  {
    what: 'LWA with a token that no header can hold',
    lwa: json(200, { access_token: `${ACCESS_TOKEN}\r\nx`, expires_in: 3_600 }),
  },
  { what: 'LWA with a token in a list', lwa: json(200, { access_token: [ACCESS_TOKEN], expires_in: 3_600 }) },
  { what: 'a secret that is not JSON', secret: `{"lwaClientSecret": "${CLIENT_SECRET}", ${REFRESH_TOKEN}` },
  { what: 'a secret without a refresh token', secret: { ...SETTINGS, lwaRefreshToken: '' } },
  { what: 'a secret of other key names', secret: { client_secret: CLIENT_SECRET, refresh_token: REFRESH_TOKEN } },
  { what: 'a refused path', call: { target: `/../${CALLERS.path}` } },
  { what: 'a refused header', call: { headers: { 'x-sp-api-path': `/${CALLERS.path}` } } },
];

async function meet({ lwa = issues, spApi = json(200, {}), secret = SETTINGS, call = {} }: Fault): Promise<void> {
  ids += 1;
  const connectionId = `leaks-${ids}`;
  await proxy.world.save(connectionId, secret);
  proxy.amazon.reset();
  proxy.amazon.setLwa(lwa);
  proxy.amazon.setSpApi(spApi);
  for (const method of ['GET', 'POST']) {
    replies.push(
      await proxy.call({
        connectionId,
        method,
        target: `/items/${CALLERS.path}?q=${CALLERS.query}`,
        ...(method === 'POST' && { body: CALLERS.body }),
        ...call,
        headers: {
          authorization: `AWS4-HMAC-SHA256 Signature=${CALLERS.signature}`,
          'x-amz-access-token': CALLERS.token,
          cookie: `session=${CALLERS.cookie}`,
          'x-amzn-key': CALLERS.header,
          ...call.headers,
        },
      }),
    );
  }
}

describe('when all of this has gone wrong', () => {
  beforeAll(async () => {
    for (const fault of FAULTS) await meet(fault);
    proxy.world.aws.faults.inject('secretsmanager.GetSecretValue', 'internal-error');
    await meet({ what: 'a store that is down' });
    proxy.world.aws.faults.clear();
  });

  test('the search would find what it looks for', () => {
    expect(found(`x ${ECHO} y`, OURS).length).toBeGreaterThan(50);
    expect(replies).toHaveLength(2 * FAULTS.length + 2);
    expect(new Set(replies.map(({ status }) => status)).size).toBeGreaterThan(6);
    expect(proxy.bundle.stdout.length).toBeGreaterThan(FAULTS.length);
  });

  test('no answer holds a secret of ours', () => {
    for (const { headers, body } of replies) expect(found(JSON.stringify(headers) + body.toString(), OURS)).toEqual([]);
  });

  test('no line that was written holds one, nor anything of the request', () => {
    const written = [...proxy.bundle.stdout, ...proxy.bundle.stderr].join('\n');
    expect(found(written, [...OURS, ...Object.values(CALLERS)])).toEqual([]);
  });

  test('no message that was queued holds one', () => {
    expect(proxy.world.queued().length).toBeGreaterThan(0);
    expect(found(JSON.stringify(proxy.world.queued()), [...OURS, ...Object.values(CALLERS)])).toEqual([]);
  });
});

test('an answer of Amazon that repeats what it got comes through, and leaves no trace in what is written', async () => {
  proxy.bundle.forget();
  await meet({
    what: 'an echo',
    spApi: json(
      404,
      { errors: [{ code: ECHO, message: ECHO, details: ECHO }] },
      { 'x-amzn-requestid': ECHO.slice(-100) },
    ),
  });

  expect(replies.at(-1)?.body.toString()).toContain(ACCESS_TOKEN);
  const written = [...proxy.bundle.stdout, ...proxy.bundle.stderr].join('\n');
  expect(written).toContain('"message":"audit"');
  expect(found(written, OURS)).toEqual([]);
});

test('Amazon gets the token in its header, and none of the credentials of the caller', async () => {
  await meet({ what: 'nothing' });

  for (const { token, headers, target } of proxy.amazon.spApi) {
    expect(token).toBe(`Atza|${ACCESS_TOKEN}`);
    const { signature, token: ofTheCaller, cookie } = CALLERS;
    expect(found(JSON.stringify(headers), [CLIENT_SECRET, REFRESH_TOKEN, signature, ofTheCaller, cookie])).toEqual([]);
    expect(found(target, OURS)).toEqual([]);
  }
});
