import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { browserWorld, type WatchedPage } from './browser-world.ts';
import { fillLwaValues, formOf } from './form.ts';
import { findLeaks, leftBehind } from './leak-search.ts';
import { accountOf, callFrom, startSystem } from './system.ts';

const world = browserWorld();
let stack: LocalStack;
let watched: WatchedPage;
let account: SimulatedAccount;
let startToken: string;

const CONNECTION_ID = 'newcomer';
const NAME = 'Новичок 新人';

beforeAll(async () => {
  stack = await startSystem(world());
  account = accountOf(stack, 'newcomer-wrong-secret');
  const url = stack.consoleUrl ?? '';
  startToken = new URL(url).hash.replace('#start=', '');
  watched = await world().open(url, { permissions: ['clipboard-read', 'clipboard-write'] });
});

/** Each goes on where the one before ended. */
describe('the life of a connection', () => {
  it('begins with an empty console that says what to do', async () => {
    const { page } = watched;
    await page.getByText('There are no connections yet.').waitFor();
    expect(page.url()).not.toContain('start=');
    await page.getByRole('link', { name: 'Add the first one' }).click();
    await page.getByRole('heading', { name: 'New connection' }).waitFor();
  });

  it('offers the endpoints by their labels, North America chosen', async () => {
    const { endpoint } = formOf(watched.page);
    expect(await endpoint.inputValue()).toBe('na');
    const labels = await endpoint.locator('option').allTextContents();
    expect(labels).toHaveLength(6);
    expect(labels[0]).toBe('North America (Canada, US, Mexico, and Brazil marketplaces)');
  });

  it('masks the three values, trims what is pasted, and warns of one that looks like another', async () => {
    const { page } = watched;
    const form = formOf(page);
    for (const input of [form.clientId, form.clientSecret, form.refreshToken]) {
      expect(await input.getAttribute('type')).toBe('password');
    }
    const copied = JSON.stringify(`  ${account.application.clientSecret}\n`);
    await page.evaluate(`navigator.clipboard.writeText(${copied})`);
    await form.clientId.focus();
    await page.keyboard.press('Control+V');
    expect(await form.clientId.inputValue()).toBe(account.application.clientSecret);
    await form.row('LWA client id').getByText('This looks like a client secret, not like a client id').waitFor();

    await fillLwaValues(page, account.settings);
    await form.row('LWA client id').getByText('This looks like').waitFor({ state: 'detached' });
  });

  it('has no way to save before a test has passed', async () => {
    const form = formOf(watched.page);
    await form.connectionId.fill(CONNECTION_ID);
    expect(await form.save.isDisabled()).toBe(true);
    expect(await form.saveUntested.count()).toBe(0);
  });

  it('is tested and fails: both requests are shown, and the setting to correct is marked first', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.test.click();
    await form.row('LWA client secret').getByText('Review this first').waitFor();
    await form.row('LWA client id').getByText('Then review this').waitFor();
    expect(await form.row('LWA refresh token').getByText('review').count()).toBe(0);
    expect(await form.clientSecret.getAttribute('aria-invalid')).toBe('true');

    const [exchange, feeds] = await form.outcome.getByRole('listitem').allInnerTexts();
    expect(exchange).toMatch(/Token exchange.*failed.*Answer\s+401.*Latency\s+\d+ ms.*Request id\s+[\w-]{30,}/s);
    expect(feeds).toMatch(/GET Feeds.*not sent/s);
    await form.outcome.getByText('Login with Amazon does not know this pair of client id and client secret.').waitFor();
    expect(await form.outcome.getByRole('link').getAttribute('href')).toMatch(
      /^https:\/\/developer-docs\.amazon\.com\//,
    );
    expect(await form.save.isDisabled()).toBe(true);
  });

  it('is led to the marked setting, corrected, and passes', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.outcome.getByRole('button', { name: 'LWA client secret' }).click();
    expect(await form.clientSecret.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
    await form.clientSecret.fill(account.application.clientSecret);
    await form.outcome.getByText('The values have changed since this test.').waitFor();
    await form.test.click();
    await form.outcome.getByText('It can be saved.').waitFor();
    expect(await form.outcome.getByText('passed').count()).toBe(3);
    expect(await form.save.isDisabled()).toBe(false);
  });

  it('cannot be saved once a value is changed again, until that has passed too', async () => {
    const form = formOf(watched.page);
    await form.refreshToken.fill(`${account.settings.lwaRefreshToken}x`);
    expect(await form.save.isDisabled()).toBe(true);
    await form.refreshToken.fill(account.settings.lwaRefreshToken);
    await form.test.click();
    await form.outcome.getByText('It can be saved.').waitFor();
  });

  it('is saved, and shown with its first test', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.displayName.fill(NAME);
    await form.save.click();
    await page.getByRole('heading', { name: NAME }).waitFor();
    await page.getByText('One test: 1 passed').waitFor();
    const { status, body } = await callFrom(stack, 'GET', `/connections/${CONNECTION_ID}`);
    expect([status, body.state, body.displayName]).toEqual([200, 'passed', NAME]);
  });

  it('leaves no secret in the browser: not in the page, its fields, its storage, the address, the history or the console', async () => {
    const secrets = {
      'client secret': account.application.clientSecret,
      'wrong client secret': account.settings.lwaClientSecret,
      'refresh token': account.settings.lwaRefreshToken,
    };
    expect(await findLeaks(watched, secrets)).toEqual([]);
    expect(await leftBehind(watched)).toEqual([0, 0, 0]);
    // The start token was in the address that was opened; it has left it, and is nowhere else.
    const { page, said } = watched;
    expect(await findLeaks({ page, said, addresses: [] }, { 'start token': startToken })).toEqual([]);
    await page.goBack();
    expect(page.url()).not.toContain(startToken);
    await page.goForward();
    expect(said).toEqual([]);
  });

  it('is tested by hand, with its history growing', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText('Last 2 tests: 2 passed').waitFor();
    await page.getByRole('img', { name: /token exchange: \d+ to \d+ ms/ }).waitFor();
    await page.locator('details').first().click();
    await page.getByText(/by hand/).waitFor();
  });

  it('can be copied for a case at Amazon, without its secrets', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Copy support bundle' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const bundle = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(bundle).toContain(`Selling Partner API: connection ${CONNECTION_ID}`);
    expect(bundle).toMatch(/Request id:\s+[\w-]{30,}/);
    expect(bundle).not.toContain(account.application.clientSecret);
    expect(bundle).not.toContain(account.settings.lwaRefreshToken);
  });

  it('dies: whoever looks at the fleet sees it without doing anything', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Fleet' }).click();
    const row = page.getByRole('row', { name: NAME });
    await row.getByText('passed').waitFor();
    stack.amazon.expireClientSecret(account.application.clientId);
    await callFrom(stack, 'POST', `/connections/${CONNECTION_ID}/tests`);
    await row.getByText('failed').waitFor();
    await row.getByText('client secret expired').waitFor();
    await page.getByRole('button', { name: 'failed 1' }).waitFor();
  });

  it('says what is wrong, and leads to the remedy', async () => {
    const { page } = watched;
    await page.getByRole('row', { name: NAME }).getByRole('link').click();
    await page.getByText('The client secret has expired').first().waitFor();
    await page.getByRole('link', { name: 'Replace the client secret' }).click();
    await page.getByRole('heading', { name: 'Client secrets' }).waitFor();
    await page.getByText('1 connection, 1 failing').waitFor();
  });

  it('is given a new client secret with all that share it, and passes again while one looks', async () => {
    const { page } = watched;
    const second = accountOf(stack, 'newcomer-wrong-secret').settings;
    const { clientId, clientSecret } = account.application;
    await callFrom(stack, 'PUT', '/connections/newcomer-2/untested', { ...second, lwaClientSecret: clientSecret });
    const newSecret = stack.amazon.rotateClientSecret(clientId);

    await page.getByRole('button', { name: 'Replace the secret' }).click();
    await page.getByRole('button', { name: 'Replace for all 2 connections' }).waitFor();
    const field = page.getByLabel('New client secret', { exact: true });
    await field.fill(account.settings.lwaRefreshToken);
    await page.getByText('This looks like a refresh token, not like a client secret').waitFor();
    await field.fill(newSecret);
    await page.getByRole('button', { name: 'Replace for all 2 connections' }).click();
    await page.getByText('2 replaced').waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await findLeaks(watched, { 'new client secret': newSecret })).toEqual([]);

    await page.getByRole('link', { name: 'Fleet' }).click();
    for (const name of [NAME, 'newcomer-2']) {
      await page.getByRole('row', { name }).getByText('passed').waitFor();
    }
  });

  it('is deleted, and brought back', async () => {
    const { page } = watched;
    await page.getByRole('row', { name: NAME }).getByRole('link').click();
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: `Delete ${CONNECTION_ID}?` }).waitFor();
    await dialog.getByLabel('Can be restored for').selectOption('7');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('This connection is deleted.').waitFor();
    expect((await callFrom(stack, 'GET', `/connections/${CONNECTION_ID}`)).status).toBe(409);
    await page.getByRole('button', { name: 'Restore it' }).click();
    await page.getByRole('heading', { name: NAME }).waitFor();
    expect((await callFrom(stack, 'GET', `/connections/${CONNECTION_ID}`)).status).toBe(200);
  });

  it('has caused no complaint of the browser', () => {
    expect(watched.said).toEqual([]);
  });
});
