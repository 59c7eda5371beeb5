import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { aConnection, aTest, diagnosis } from '../console/connections.ts';
import { jsonOutcome } from '../console/noted-api.ts';
import { browserWorld } from './browser-world.ts';
import { listOf, type ScriptedApi, scriptedApi } from './scripted-api.ts';

const world = browserWorld();
let api: ScriptedApi;
let page: Page;

beforeEach(async () => {
  const connection = aConnection({ connectionId: 'acme', displayName: 'Acme' });
  api = scriptedApi({
    ...listOf([connection]),
    'GET /connections/acme': () => jsonOutcome(200, connection),
    'GET /connections/acme/tests': () => jsonOutcome(200, { tests: [aTest()] }),
    'POST /connection-tests': () =>
      jsonOutcome(200, aTest({ verdict: 'failed', diagnosis: diagnosis('client_rejected', ['lwaClientSecret']) })),
  });
  ({ page } = await world().openConsoleOf(api));
  await page.getByRole('link', { name: 'Acme' }).waitFor();
});

const focused = () =>
  page.evaluate<string>(`(() => {
    const { activeElement: element } = document;
    return element.getAttribute('aria-label') ?? (element.id || element.innerText);
  })()`);

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe('without a mouse', () => {
  it('the first stop leads past the menu', async () => {
    await press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await press('Enter');
    expect(await focused()).toBe('main');
  });

  it('a page that opens has the focus on its heading', async () => {
    await page.getByRole('link', { name: 'Acme' }).focus();
    await press('Enter');
    await page.getByRole('heading', { name: 'Acme', exact: true }).waitFor();
    expect(await focused()).toBe('Acme');
    expect(await page.title()).toBe('Acme – Connections');
  });

  it('the form is filled in, tested with Enter, and the result is announced', async () => {
    await page.getByRole('link', { name: 'New connection' }).focus();
    await press('Enter');
    await page.getByRole('heading', { name: 'New connection' }).waitFor();
    await press('Tab');
    expect(await focused()).toBe('field-endpoint');
    await press('Tab', 'a', 'Tab', 'Tab', 'b', 'Tab', 'Tab', 'c', 'Enter');
    await page.getByText('The test has failed.').waitFor({ state: 'attached' });
    expect(await page.getByRole('status').filter({ hasText: 'The test has failed.' }).count()).toBe(1);
    const described = await page.getByLabel('LWA client secret', { exact: true }).getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).count()).toBe(1);
  });

  it('a masked value is shown and masked again', async () => {
    await page.getByRole('link', { name: 'New connection' }).click();
    const field = page.getByLabel('LWA refresh token', { exact: true });
    await field.fill('Atzr|x');
    await press('Tab');
    expect(await focused()).toBe('Show the LWA refresh token');
    await press('Space');
    expect(await field.getAttribute('type')).toBe('text');
    await press('Space');
    expect(await field.getAttribute('type')).toBe('password');
    expect(await field.inputValue()).toBe('Atzr|x');
  });

  it('the table is sorted by its heads, which say how', async () => {
    const head = page.getByRole('columnheader', { name: 'Next expiry' });
    await head.getByRole('button').focus();
    await press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
  });

  it('a question takes the focus, keeps it, and gives it back on Escape', async () => {
    await page.getByRole('link', { name: 'Acme' }).click();
    const opener = page.getByRole('button', { name: 'Delete' });
    await opener.focus();
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    for (let step = 0; step < 6; step += 1) {
      await press('Tab');
      expect(
        await page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')"),
      ).toBe(true);
    }
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused()).toBe('Delete');
    expect(api.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

describe('who asked for less motion', () => {
  it('sees nothing move', async () => {
    api.follow({ 'POST /connection-tests': () => new Promise(() => {}) });
    await page.getByRole('link', { name: 'New connection' }).click();
    for (const label of ['LWA client id', 'LWA client secret', 'LWA refresh token']) {
      await page.getByLabel(label, { exact: true }).fill('x');
    }
    await page.getByRole('button', { name: 'Test connection' }).click();
    const sign = page.locator('.running .sign').first();
    await sign.waitFor();
    const animation = 'getComputedStyle(document.querySelector(".running .sign")).animationName';
    expect(await page.evaluate(animation)).toBe('none');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await page.evaluate(animation)).toBe('turn');
  });
});
