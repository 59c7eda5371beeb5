import { createServer } from 'node:http';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveConsole } from '../../infra/console/serve.ts';
import { aConnection, aTest, diagnosis } from '../console/connections.ts';
import { browserWorld, type WatchedPage } from './browser-world.ts';
import { listOf, type ScriptedApi, scriptedApi } from './scripted-api.ts';

/** A name that somebody has pointed at this machine. */
const REBOUND = 'rebound.example';

const world = browserWorld([`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`]);

let attacker: string;
/** The cookies that the browser has sent to the attacker's server. */
let stolenCookies: string[];
let api: ScriptedApi;
let watched: WatchedPage;
let closeConsole: () => Promise<void>;
let console_: { url: string; origin: string; port: string };

beforeAll(async () => {
  const server = createServer((request, response) => {
    if (request.headers.cookie !== undefined) stolenCookies.push(request.headers.cookie);
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>attacker</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  attacker = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  world().keep(async () => {
    server.closeAllConnections();
    server.close();
  });
});

/** Somebody uses the console, and has the attacker's page open in the same browser. */
beforeEach(async () => {
  stolenCookies = [];
  api = scriptedApi(listOf([aConnection({ connectionId: 'acme' })]));
  await serve();
  watched = await world().open(console_.url);
  await watched.page.getByRole('link', { name: 'acme' }).waitFor();
});

async function serve({ port: wanted = 0 } = {}): Promise<void> {
  const served = await serveConsole({ api, page: world().pageFolder, port: wanted });
  world().keep(() => served.close());
  closeConsole = () => served.close();
  const { origin, port } = new URL(served.url);
  console_ = { url: served.url, origin, port };
}

/** In a page of the same browser, cookies and all, at another address. */
async function inPageAt<T>(address: string, script: string): Promise<T> {
  const page = await watched.page.context().newPage();
  await page.goto(address);
  const result = await page.evaluate<T>(script);
  await page.close();
  return result;
}

const outcomeOf = (call: string) => `(${call}).then((r) => [r.status, r.type], (e) => String(e))`;

describe('the link', () => {
  it('works for one browser only', async () => {
    const second = await world().open(console_.url);
    await second.page.getByRole('heading', { name: 'This browser has no access' }).waitFor();
    expect(await second.page.context().cookies()).toEqual([]);
    expect(second.page.url()).not.toContain('start=');
  });

  it('is worth nothing without its token', async () => {
    const stranger = await world().open(`${console_.origin}/console/`);
    await stranger.page.getByRole('heading', { name: 'This browser has no access' }).waitFor();
  });

  it('leaves a cookie that no script can read: a reload and another tab go on with it', async () => {
    const { page } = watched;
    const [cookie, ...others] = await page.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/console/api', domain: '127.0.0.1' });
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await page.getByRole('link', { name: 'acme' }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${console_.origin}/console/`);
    await tab.getByRole('link', { name: 'acme' }).waitFor();
  });

  it('that is the next one works in a tab that is open, and is not kept in its address', async () => {
    const { page } = watched;
    const { port } = console_;
    await closeConsole();
    await serve({ port: Number(port) });
    await page.getByRole('heading', { name: 'This browser has no access' }).waitFor();
    await page.goto(console_.url);
    await page.getByRole('link', { name: 'acme' }).waitFor();
    expect(page.url()).not.toContain('start=');
    await page.goBack();
    expect(page.url()).not.toContain('start=');
  });
});

describe('DNS rebinding', () => {
  it('gets neither the page nor the API nor a session under another name', async () => {
    const origin = `http://${REBOUND}:${console_.port}`;
    const page = await watched.page.context().newPage();
    const answer = await page.goto(`${origin}/console/`);
    expect(answer?.status()).toBe(421);
    api.requests.length = 0;
    expect(await page.evaluate(outcomeOf(`fetch('${origin}/console/api/connections')`))).toEqual([421, 'basic']);
    const start = `fetch('${origin}/console/session', { method: 'POST', body: 'x' })`;
    expect(await page.evaluate(outcomeOf(start))).toEqual([421, 'basic']);
    expect(api.requests.filter(({ path }) => path !== '/connections')).toEqual([]);
    await page.close();
  });
});

describe('another page on this machine', () => {
  it('cannot read the API, cookie or not', async () => {
    const call = `fetch('${console_.origin}/console/api/connections/acme', { credentials: 'include' })`;
    expect(await inPageAt(attacker, outcomeOf(call))).toBe('TypeError: Failed to fetch');
    expect(api.requests.filter(({ path }) => path.startsWith('/connections/'))).toEqual([]);
  });

  it('can do nothing with the cookie that the browser sends it', async () => {
    await inPageAt(attacker, outcomeOf("fetch('/console/api/x')"));
    const [cookie = ''] = stolenCookies;
    expect(cookie).toMatch(new RegExp(`^console-${console_.port}=`));
    api.requests.length = 0;
    const stolen = await fetch(`${console_.origin}/console/api/connections/acme`, { headers: { cookie } });
    expect(stolen.status).toBe(401);
    expect(api.requests.filter(({ path }) => path === '/connections/acme')).toEqual([]);
  });

  it('finds the key of the page in no storage of its own', async () => {
    const stored = await inPageAt<string>(attacker, 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(stored).toBe('[{},{}]');
  });

  it('cannot lock the console out by a cookie of the same name', async () => {
    const cookie = `console-${console_.port}=evil; path=/console/api/connections`;
    await inPageAt(attacker, `void (document.cookie = '${cookie}')`);
    await watched.page.reload();
    await watched.page.getByRole('link', { name: 'acme' }).waitFor();
  });

  it.each([
    [
      'a blind request',
      (url: string) => `fetch('${url}', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })`,
    ],
    [
      'a form',
      (url: string) => `new Promise((done) => {
        const frame = Object.assign(document.createElement('iframe'), { name: 'f', onload: () => done({}) });
        const form = Object.assign(document.createElement('form'), { action: '${url}', method: 'POST', target: 'f', enctype: 'text/plain' });
        document.body.append(frame, form);
        form.submit();
      })`,
    ],
  ])('cannot make the API do something by %s', async (_, attack) => {
    await inPageAt(attacker, outcomeOf(attack(`${console_.origin}/console/api/connections/acme/tests`)));
    expect(api.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each(['img', 'script', 'iframe'])('cannot reach the API by an element: %s', async (tag) => {
    const url = `${console_.origin}/console/api/connections/acme`;
    await inPageAt(
      attacker,
      `new Promise((done) => {
        const element = Object.assign(document.createElement('${tag}'), { src: '${url}', onload: done, onerror: done });
        document.body.append(element);
      }).then(() => null)`,
    );
    expect(api.requests.filter(({ path }) => path === '/connections/acme')).toEqual([]);
  });

  it('cannot put the console into a frame', async () => {
    const page = await watched.page.context().newPage();
    await page.goto(attacker);
    await page.evaluate(`new Promise((done) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: '${console_.origin}/console/', onload: done }));
    }).then(() => null)`);
    const [, frame] = page.frames();
    expect(frame?.url()).toBe('chrome-error://chromewebdata/');
    expect(await frame?.locator('main').count()).toBe(0);
    await page.close();
  });

  it('that has opened the console cannot reach into its window', async () => {
    const page = await watched.page.context().newPage();
    await page.goto(attacker);
    await page.evaluate(`void (window.victim = window.open('${console_.origin}/console/'))`);
    await page.waitForFunction('window.victim.closed');
    await page.close();
  });
});

describe('the page itself', () => {
  it.each([
    [
      'an inline script',
      "document.body.append(Object.assign(document.createElement('script'), { text: 'window.broken = 1' }))",
    ],
    ['markup from text', 'document.body.innerHTML += \'<img src=x onerror="window.broken = 1">\''],
    [
      'an address that is a script',
      "Object.assign(document.createElement('a'), { href: 'javascript:window.broken = 1' }).click()",
    ],
    ['code from text', "new Function('window.broken = 1')()"],
    [
      'a script from elsewhere',
      "document.head.append(Object.assign(document.createElement('script'), { src: ATTACKER }))",
    ],
  ])('runs nothing that comes as %s', async (_, attack) => {
    // In a task of the page: what the tools of a developer run is held to no policy.
    const script = `window.refusals = 0;
      document.addEventListener('securitypolicyviolation', () => { window.refusals += 1; });
      setTimeout(() => { ${attack.replace('ATTACKER', `'${attacker}'`)} });`;
    await watched.page.evaluate(script);
    await watched.page.waitForFunction('window.refusals > 0');
    expect(await watched.page.evaluate('window.broken')).toBeUndefined();
  });

  it('sends nothing elsewhere', async () => {
    const calls = [`fetch('${attacker}', { mode: 'no-cors' })`, "fetch('https://example.com/', { mode: 'no-cors' })"];
    for (const call of calls) {
      expect(await watched.page.evaluate(outcomeOf(call))).toBe('TypeError: Failed to fetch');
    }
    expect(watched.said.join('\n')).toMatch(/Content Security Policy/);
  });

  it('loads nothing from elsewhere', () => {
    expect(watched.addresses.filter((address) => !address.startsWith(console_.origin))).toEqual([]);
  });

  it('shows markup in names and in what Amazon says as the text that it is', async () => {
    const hostile = '<img src=x onerror="window.broken = 1"><script>window.broken = 1</script>';
    const failed = { ...diagnosis('client_rejected'), summary: hostile, remedy: hostile };
    const connection = aConnection({
      connectionId: 'hostile',
      displayName: hostile,
      labels: { [hostile]: hostile },
      state: 'failed',
      latestTest: aTest({ verdict: 'failed', diagnosis: failed }),
    });
    const answer = (body: unknown) => async () => ({
      kind: 'done' as const,
      answer: { status: 200, headers: new Headers(), body: new TextEncoder().encode(JSON.stringify(body)) },
    });
    api.follow({
      ...listOf([connection]),
      'GET /connections/hostile': answer(connection),
      'GET /connections/hostile/tests': answer({ tests: [connection.latestTest] }),
    });
    const { page } = watched;
    await page.goto(`${console_.origin}/console/#/connections/hostile`);
    await page.getByRole('heading', { name: hostile }).waitFor();
    await page.getByText(`${hostile}=${hostile}`).waitFor();
    expect(await page.evaluate('window.broken')).toBeUndefined();
  });
});
