import { describe, expect, it } from 'vitest';
import { serveConsole } from '../../infra/console/serve.ts';
import { aConnection, aTest, diagnosis } from '../console/connections.ts';
import { jsonOutcome } from '../console/noted-api.ts';
import { browserWorld } from './browser-world.ts';
import { fillLwaValues, formOf } from './form.ts';
import { forbidden, listOf, manyConnections, pagesOf, problem, scriptedApi, silence } from './scripted-api.ts';

const world = browserWorld();

const VALUES = { lwaClientId: 'a', lwaClientSecret: 'b', lwaRefreshToken: 'c' };

describe('the fleet', () => {
  it('shows that it is on its way', async () => {
    const { page } = await world().openConsoleOf(scriptedApi({ 'GET /connections': silence }));
    await page.getByText('Listing the connections').waitFor({ state: 'attached' });
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('shows the first pages of a long list while the others are on their way', async () => {
    const [first] = [manyConnections(100)];
    const api = scriptedApi({
      'GET /connections': ({ query = [] }) =>
        query.some(([name]) => name === 'nextToken')
          ? silence()
          : jsonOutcome(200, { connections: first, nextToken: 'n' }),
    });
    const { page } = await world().openConsoleOf(api);
    await page.getByText('Listing: 100 so far.').waitFor();
    await page.getByRole('link', { name: 'Account 3', exact: true }).waitFor();
  });

  it('says which right is missing, and tries again when asked to', async () => {
    const api = scriptedApi({ 'GET /connections': forbidden });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('alert').getByText('execute-api:Invoke on GET /connections').waitFor();
    api.follow(listOf([aConnection()]));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'acme' }).waitFor();
  });

  it.each([
    ['credentials_expired', 'The AWS credentials behind this console have expired.'],
    ['no_credentials', 'There are no AWS credentials behind this console.'],
  ] as const)('says what to do without credentials (%s)', async (reason, text) => {
    const refused = { kind: 'refused' as const, reason, detail: 'x' };
    const { page } = await world().openConsoleOf(scriptedApi({ 'GET /connections': () => refused }));
    await page.getByRole('alert').getByText(text).waitFor();
  });

  it('keeps what it knows when the API goes away, says so, and recovers by itself', async () => {
    const api = scriptedApi(listOf([aConnection()]));
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('link', { name: 'acme' }).waitFor();
    api.follow({ 'GET /connections': () => ({ kind: 'unreachable', reason: 'nobody_listens', detail: 'x' }) });
    await page.getByText('What is shown may be old.').waitFor();
    await page.getByRole('link', { name: 'acme' }).waitFor();
    api.follow(listOf([aConnection({ connectionId: 'newer' })]));
    await page.getByRole('link', { name: 'newer' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('shows a connection of which nearly nothing is stored', async () => {
    const broken = aConnection({
      connectionId: 'made-by-hand',
      endpoint: null,
      baseUrl: null,
      lwaClientId: null,
      state: 'failed',
      latestTest: aTest({ verdict: 'failed', diagnosis: diagnosis('settings_incomplete') }, [null, null]),
    });
    const { page, said } = await world().openConsoleOf(scriptedApi(listOf([broken])));
    await page.getByRole('row', { name: 'made-by-hand' }).getByText('settings incomplete').waitFor();
    await page.getByRole('link', { name: 'Expiry' }).click();
    await page.getByText('No dates are known.').waitFor();
    await page.getByRole('link', { name: 'Client secrets' }).click();
    await page.getByText('A client secret belongs to an application').waitFor();
    expect(said).toEqual([]);
  });

  it('has a thousand connections, of which only those in sight are in the page', async () => {
    const { page } = await world().openConsoleOf(scriptedApi(pagesOf(manyConnections(1_000))));
    await page.getByRole('button', { name: 'All 1000' }).waitFor();
    const table = page.getByRole('table');
    expect(await table.getAttribute('aria-rowcount')).toBe('1001');
    expect(await table.getByRole('row').count()).toBeLessThan(60);

    await page.getByRole('button', { name: 'Connection', exact: true }).click();
    await page.getByRole('link', { name: 'Account 0', exact: true }).waitFor();
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.getByRole('link', { name: 'Account 999', exact: true }).waitFor();
    expect(await table.getByRole('row').last().getAttribute('aria-rowindex')).toBe('1001');
    expect(await table.getByRole('row').count()).toBeLessThan(60);

    await page.getByRole('searchbox', { name: 'Find a connection' }).fill('account 77');
    await page.getByRole('link', { name: 'Account 77', exact: true }).waitFor();
    expect(await table.getAttribute('aria-rowcount')).toBe('12');
    await page.getByRole('button', { name: 'Test these 11' }).waitFor();
  });

  it('tests what is shown, tells how far it is, and shows each result as it comes', async () => {
    const fleet = manyConnections(6);
    const verdicts = ['passed', 'failed', 'passed', 'inconclusive', 'passed'] as const;
    const api = scriptedApi(listOf(fleet));
    for (const [index, connection] of fleet.entries()) {
      const path = `/connections/${connection.connectionId}`;
      const verdict = verdicts[index];
      api.follow({
        [`POST ${path}/tests`]: () =>
          verdict ? jsonOutcome(200, aTest({ verdict })) : problem(429, 'throttled', 'Five tests in five minutes.'),
        [`GET ${path}`]: () => jsonOutcome(200, { ...connection, displayName: `Tested ${index}` }),
      });
    }
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('button', { name: 'Test all' }).click();
    await page.getByText('6 of 6 tested · 3 passed · 1 failed · 1 inconclusive · 1 refused').waitFor();
    await page.getByRole('alert').getByText('Not all of them were tested. Five tests in five minutes.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
  });

  it('stops testing where one after the other is refused, and says why', async () => {
    const fleet = manyConnections(100);
    const tests = fleet.map(({ connectionId }) => [`POST /connections/${connectionId}/tests`, forbidden] as const);
    const api = scriptedApi({ ...listOf(fleet), ...Object.fromEntries(tests) });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('button', { name: 'Test all' }).click();
    await page.getByRole('button', { name: 'Dismiss' }).waitFor();
    await page.getByRole('alert').getByText('execute-api:Invoke on POST /connections/').waitFor();
    const sent = api.requests.filter(({ method }) => method === 'POST').length;
    expect(sent).toBeGreaterThanOrEqual(8);
    expect(sent).toBeLessThan(12);
  });
});

describe('replacing a client secret', () => {
  /** A call that goes on as long as it is repeated. */
  async function replacing() {
    const fleet = manyConnections(3);
    const calls: PromiseWithResolvers<void>[] = [];
    const api = scriptedApi({
      ...listOf(fleet),
      'POST /client-secrets': async () => {
        const call = Promise.withResolvers<void>();
        calls.push(call);
        await call.promise;
        const connections = [{ connectionId: `c-${calls.length}`, outcome: 'saved', diagnosis: null }];
        return jsonOutcome(200, { connections, remaining: 100 });
      },
    });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('link', { name: 'Client secrets' }).click();
    await page.getByRole('button', { name: 'Replace the secret' }).click();
    await page.getByLabel('New client secret', { exact: true }).fill('amzn1.oa2-cs.v1.new');
    await page.getByRole('button', { name: 'Replace for all 3 connections' }).click();
    await expect.poll(() => calls.length).toBe(1);
    return { page, calls };
  }

  it('can be stopped, and says what is left', async () => {
    const { page, calls } = await replacing();
    calls[0]?.resolve();
    await page.getByText('1 replaced · 100 to go').waitFor();
    await expect.poll(() => calls.length).toBe(2);
    await page.getByRole('button', { name: 'Stop' }).click();
    calls[1]?.resolve();
    await page.getByText('It has ended with 100 to go. Enter the secret once more to go on').waitFor();
    expect(calls).toHaveLength(2);
  });

  it('ends when its form is closed', async () => {
    const { page, calls } = await replacing();
    await page.getByRole('button', { name: 'Close' }).click();
    calls[0]?.resolve();
    await page.getByText('The replacement has ended.').waitFor({ state: 'attached' });
    expect(calls).toHaveLength(1);
  });
});

describe('the console', () => {
  it('says so when it is no longer served', async () => {
    const served = await serveConsole({ api: scriptedApi(listOf([aConnection()])), page: world().pageFolder });
    const { page } = await world().open(served.url);
    await page.getByRole('link', { name: 'acme' }).waitFor();
    await served.close();
    await page.getByText('The console does not answer. Is the command that serves it still running?').waitFor();
  });

  it('asks for a new link when it was started anew', async () => {
    const api = scriptedApi(listOf([aConnection()]));
    const first = await serveConsole({ api, page: world().pageFolder });
    const { page } = await world().open(first.url);
    await page.getByRole('link', { name: 'acme' }).waitFor();
    await first.close();
    const second = await serveConsole({ api, page: world().pageFolder, port: Number(new URL(first.url).port) });
    world().keep(() => second.close());
    await page.getByRole('heading', { name: 'This browser has no access' }).waitFor();
  });
});

describe('the form', () => {
  const failing = aTest({
    connectionId: null,
    verdict: 'failed',
    diagnosis: diagnosis('client_rejected', ['lwaClientSecret']),
  });

  it('says why there are no endpoints to choose from, and opens once they are there', async () => {
    const acme = aConnection({ connectionId: 'acme', endpoint: 'eu' });
    const known = scriptedApi();
    const endpoints = await known.send({ method: 'GET', path: '/endpoints' });
    const api = scriptedApi({
      ...listOf([acme]),
      'GET /endpoints': () => problem(503, 'service_unavailable', 'Not now.'),
      'GET /connections/acme': () => jsonOutcome(200, acme),
      'GET /connections/acme/tests': () => jsonOutcome(200, { tests: [] }),
    });
    const { page } = await world().openConsoleOf(api);
    const form = formOf(page);
    const note = page.getByRole('alert').getByText('The endpoints cannot be listed. Not now.');
    await page.getByRole('link', { name: 'New connection' }).click();
    await note.waitFor();
    expect(await form.test.count()).toBe(0);

    await page.goto(`${new URL(page.url()).origin}/console/#/connections/acme/edit`);
    await note.waitFor();
    await fillLwaValues(page, VALUES);
    expect(await form.endpoint.inputValue()).toBe('eu');
    expect(await form.test.isDisabled()).toBe(true);

    api.follow({ 'GET /endpoints': () => endpoints });
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => form.test.isEnabled()).toBe(true);
    expect(await form.endpoint.inputValue()).toBe('eu');
    expect(await form.clientSecret.inputValue()).toBe('b');
    await note.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'New connection' }).click();
    await expect.poll(() => form.endpoint.inputValue()).toBe('na');
  });

  it('shows both requests under way while a test runs, and can be corrected meanwhile', async () => {
    const { page } = await world().openConsoleOf(scriptedApi({ ...listOf([]), 'POST /connection-tests': silence }));
    await page.getByRole('link', { name: 'New connection' }).click();
    await fillLwaValues(page, VALUES);
    const form = formOf(page);
    await form.test.click();
    await form.outcome.getByText('running').nth(1).waitFor();
    expect(await form.test.isDisabled()).toBe(true);
    expect(await form.outcome.getAttribute('aria-busy')).toBe('true');
  });

  it('offers to save untested once a test has not passed, and withdraws it when IAM says no', async () => {
    const api = scriptedApi({
      ...listOf([]),
      'POST /connection-tests': () => jsonOutcome(200, failing),
      'PUT /connections/acme/untested': forbidden,
    });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('link', { name: 'New connection' }).click();
    await fillLwaValues(page, VALUES);
    const form = formOf(page);
    await form.connectionId.fill('acme');
    await form.test.click();
    await form.saveUntested.click();
    await page.getByText('Saving untested is not open to you.').waitFor();
    expect(await form.saveUntested.count()).toBe(0);
    expect(await form.clientSecret.inputValue()).toBe('b');
  });

  it('saves untested for who may', async () => {
    const saved = aConnection({ connectionId: 'acme', state: 'unknown', latestTest: null });
    const api = scriptedApi({
      ...listOf([]),
      'POST /connection-tests': () => jsonOutcome(200, failing),
      'PUT /connections/acme/untested': () => jsonOutcome(201, { connection: saved, test: null, warnings: [] }),
      'GET /connections/acme': () => jsonOutcome(200, saved),
      'GET /connections/acme/tests': () => jsonOutcome(200, { tests: [] }),
    });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('link', { name: 'New connection' }).click();
    await fillLwaValues(page, VALUES);
    const form = formOf(page);
    await form.connectionId.fill('acme');
    await form.test.click();
    await form.saveUntested.click();
    await page.getByText('It has not been tested yet.').waitFor();
    const [put] = api.requests.filter(({ method }) => method === 'PUT');
    expect(put?.headers).toMatchObject({ 'if-none-match': '*' });
  });

  it('lets nothing be changed while it is saved, and does not call back whoever has left', async () => {
    const saved = Promise.withResolvers<void>();
    const acme = aConnection({ connectionId: 'acme' });
    const api = scriptedApi({
      ...listOf([acme]),
      'GET /connections/acme': () => jsonOutcome(200, acme),
      'POST /connection-tests': () => jsonOutcome(200, aTest({ connectionId: null })),
      'PUT /connections/newer': async () => {
        await saved.promise;
        return jsonOutcome(201, { connection: aConnection({ connectionId: 'newer' }), test: null, warnings: [] });
      },
    });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('link', { name: 'New connection' }).click();
    await fillLwaValues(page, VALUES);
    const form = formOf(page);
    await form.connectionId.fill('newer');
    await form.test.click();
    await form.save.click();
    for (const field of [form.refreshToken, form.connectionId, form.displayName, form.test]) {
      await expect.poll(() => field.isDisabled()).toBe(true);
    }
    await page.goto(`${new URL(page.url()).origin}/console/#/connections/acme/edit`);
    await form.displayName.fill('typed meanwhile');
    saved.resolve();
    await page.getByText('newer is saved.').waitFor({ state: 'attached' });
    expect(page.url()).toMatch(/#\/connections\/acme\/edit$/);
    expect(await form.displayName.inputValue()).toBe('typed meanwhile');
  });

  it('is not left with what was typed in it before the browser has asked', async () => {
    const { page } = await world().openConsoleOf(scriptedApi(listOf([])));
    const asked: string[] = [];
    page.on('dialog', async (dialog) => {
      asked.push(dialog.type());
      await dialog.dismiss();
    });
    await page.getByRole('link', { name: 'New connection' }).click();
    const form = formOf(page);
    await form.clientSecret.fill('b');
    await page.evaluate('location.reload()');
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(await form.clientSecret.inputValue()).toBe('b');

    await page.getByRole('link', { name: 'Fleet' }).click();
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    await page
      .evaluate('new Promise((left) => { addEventListener("pagehide", left); location.reload(); })')
      .catch(() => {});
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    expect(asked).toHaveLength(1);
  });

  it('puts what the API says against a value beside its field, and loses nothing', async () => {
    const answer = {
      status: 400,
      code: 'invalid_request',
      detail: 'The request is not valid.',
      requestId: 'r-1',
      errors: [{ pointer: '/lwaRefreshToken', detail: 'must have at most 2048 bytes' }],
    };
    const api = scriptedApi({ ...listOf([]), 'POST /connection-tests': () => jsonOutcome(400, answer) });
    const { page } = await world().openConsoleOf(api);
    await page.getByRole('link', { name: 'New connection' }).click();
    await fillLwaValues(page, VALUES);
    const form = formOf(page);
    await form.test.click();
    await form.row('LWA refresh token').getByText('must have at most 2048 bytes').waitFor();
    expect(await form.refreshToken.inputValue()).toBe('c');
    await form.refreshToken.fill('d');
    await form.row('LWA refresh token').getByText('must have at most').waitFor({ state: 'detached' });
  });
});

describe('a stored connection that is none', () => {
  const malformed = () =>
    problem(409, 'connection_malformed', 'The stored connection cannot be used: lwaRefreshToken. Save it again.');
  const at = (place: string) => `/console/#/connections/${place}`;

  async function opened(script: Parameters<typeof scriptedApi>[0]) {
    const api = scriptedApi({
      ...listOf([]),
      'GET /connections/acme': malformed,
      'GET /connections/acme/tests': () => jsonOutcome(200, { tests: [] }),
      'POST /connection-tests': () => jsonOutcome(200, aTest({ connectionId: null })),
      ...script,
    });
    const { page } = await world().openConsoleOf(api);
    await page.goto(new URL(page.url()).origin + at('acme'));
    return { page, api };
  }

  it('says what is missing, and is entered anew under its id', async () => {
    const repaired = aConnection({ connectionId: 'acme' });
    const { page, api } = await opened({
      'PUT /connections/acme': () => {
        api.follow({ 'GET /connections/acme': () => jsonOutcome(200, repaired) });
        return jsonOutcome(200, { connection: repaired, test: null, warnings: [] });
      },
    });
    await page.getByText('What is stored here is no connection.').waitFor();
    await page.getByText('cannot be used: lwaRefreshToken').waitFor();
    await page.getByRole('link', { name: 'Enter it anew' }).click();
    const form = formOf(page);
    await fillLwaValues(page, VALUES);
    expect(await form.connectionId.count()).toBe(0);
    await form.test.click();
    await form.save.click();
    await page.getByRole('button', { name: 'Test now' }).waitFor();

    const [put] = api.requests.filter(({ method }) => method === 'PUT');
    expect(put?.headers).toMatchObject({ 'if-match': '*' });
    expect(JSON.parse(String(put?.body))).toMatchObject({ endpoint: 'na', lwaRefreshToken: 'c' });
  });

  it('is not written over when somebody else has repaired it meanwhile', async () => {
    const { page, api } = await opened({});
    await page.getByRole('link', { name: 'Enter it anew' }).click();
    const form = formOf(page);
    await fillLwaValues(page, VALUES);
    await form.test.click();
    api.follow({ 'GET /connections/acme': () => jsonOutcome(200, aConnection({ connectionId: 'acme' })) });
    await form.save.click();
    await page.getByText('Somebody else has entered this connection anew meanwhile.').waitFor();
    expect(api.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(await form.clientSecret.inputValue()).toBe('b');
  });

  it('is not said to be repaired when it is gone meanwhile', async () => {
    const { page } = await opened({
      'PUT /connections/acme': () => problem(412, 'version_conflict', 'There is no such connection any more.'),
    });
    await page.getByRole('link', { name: 'Enter it anew' }).click();
    const form = formOf(page);
    await fillLwaValues(page, VALUES);
    await form.test.click();
    await form.save.click();
    await page.getByText('It was not saved. There is no such connection any more.').waitFor();
    expect(await page.getByText('entered this connection anew').count()).toBe(0);
  });

  it('can be deleted', async () => {
    const { page, api } = await opened({
      'DELETE /connections/acme': () => {
        const deleted = () => problem(409, 'connection_pending_deletion', 'It can be restored.');
        api.follow({ 'GET /connections/acme': deleted });
        return jsonOutcome(202, { connectionId: 'acme', deletionDate: '2026-12-23T00:00:00.000Z' });
      },
    });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('This connection is deleted.').waitFor();
    const [sent] = api.requests.filter(({ method }) => method === 'DELETE');
    expect(sent?.headers).toMatchObject({ 'if-match': '*' });
  });
});

describe('a changed connection whose test does not pass', () => {
  const acme = aConnection({ connectionId: 'acme', version: 'v-1', endpoint: 'eu' });
  const failing = aTest({ connectionId: null, verdict: 'failed', diagnosis: diagnosis('client_rejected') });

  async function editing(script: Parameters<typeof scriptedApi>[0]) {
    const api = scriptedApi({
      ...listOf([acme]),
      'GET /connections/acme': () => jsonOutcome(200, acme),
      'GET /connections/acme/tests': () => jsonOutcome(200, { tests: [] }),
      'POST /connection-tests': () => jsonOutcome(200, failing),
      'PATCH /connections/acme': () => jsonOutcome(422, { ...REFUSED, test: failing }),
      ...script,
    });
    const { page } = await world().openConsoleOf(api);
    await page.goto(`${new URL(page.url()).origin}/console/#/connections/acme/edit`);
    return { page, api, form: formOf(page) };
  }
  const REFUSED = { status: 422, code: 'connection_test_failed', detail: 'It failed.', requestId: 'r-1' };

  it('can be saved untested with all of its values, onto the version that was seen', async () => {
    const { page, api, form } = await editing({
      'PUT /connections/acme/untested': () => jsonOutcome(200, { connection: acme, test: null, warnings: [] }),
    });
    await fillLwaValues(page, VALUES);
    expect(await form.saveUntested.count()).toBe(0);
    await form.test.click();
    await form.saveUntested.click();
    await page.getByRole('button', { name: 'Test now' }).waitFor();

    const [put] = api.requests.filter(({ method }) => method === 'PUT');
    expect(put?.headers).toMatchObject({ 'if-match': '"v-1"' });
    expect(JSON.parse(String(put?.body))).toMatchObject({ endpoint: 'eu', ...VALUES });
  });

  it('says which values that takes', async () => {
    const { page, form } = await editing({});
    await form.refreshToken.fill('new');
    await form.save.click();
    await page.getByText('it can only be saved with all three LWA values entered').waitFor();
    expect(await form.saveUntested.count()).toBe(0);
  });

  it('is not, for who may not', async () => {
    const { page, form } = await editing({ 'PUT /connections/acme/untested': forbidden });
    await fillLwaValues(page, VALUES);
    await form.test.click();
    await form.saveUntested.click();
    await page.getByText('Saving untested is not open to you.').waitFor();
    await form.test.click();
    await form.outcome.getByText('failed').first().waitFor();
    expect(await form.saveUntested.count()).toBe(0);
  });
});
