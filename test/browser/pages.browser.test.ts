import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import { furnish, LIVED_IN } from '../../infra/pictures/console/furnish.ts';
import { browserWorld } from './browser-world.ts';
import { fillLwaValues, formOf } from './form.ts';
import { accountOf, startSystem } from './system.ts';

const PICTURES = join(import.meta.dirname, '../../dist/console-pictures');

const world = browserWorld();
let stack: LocalStack;
let page: Page;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  stack = await startSystem(world());
  await furnish(stack);
  ({ page } = await world().open(stack.consoleUrl ?? ''));
});

const SHOWN: Readonly<Record<string, () => Promise<void>>> = {
  async fleet() {
    await goTo('#/');
    await page.getByRole('row', { name: 'wrong-secret' }).waitFor();
  },
  async form() {
    await goTo('#/new');
    await page.getByText('Two requests:').waitFor();
  },
  async 'form-after-a-failed-test'() {
    await goTo('#/new');
    await fillLwaValues(page, accountOf(stack, 'newcomer-wrong-secret').settings);
    await formOf(page).test.click();
    await page.getByText('Review this first').waitFor();
    await page.getByText('More about the account').click();
  },
  async 'connection-that-passes'() {
    await goTo(`#/connections/${LIVED_IN}`);
    await page.getByText('Last 6 tests').waitFor();
    await page.locator('details').first().click();
  },
  async 'connection-that-fails'() {
    await goTo('#/connections/expired-secret');
    await page.getByText('The client secret has expired').first().waitFor();
  },
  async edit() {
    await goTo(`#/connections/${LIVED_IN}/edit`);
    await page.getByText('Nothing is changed yet.').waitFor();
  },
  async expiry() {
    await goTo('#/expiry');
    await page.getByRole('heading', { name: 'Later' }).waitFor();
  },
  async 'client-secrets'() {
    await goTo('#/client-secrets');
    await page.getByRole('button', { name: 'Replace the secret' }).first().click();
  },
  async 'nothing-there'() {
    await goTo('#/nowhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  },
};

const LOOKS = [
  { width: 1_280, colorScheme: 'light' },
  { width: 1_280, colorScheme: 'dark' },
  { width: 400, colorScheme: 'light' },
  { width: 400, colorScheme: 'dark' },
] as const;

/** By way of another page, so that each is opened anew. */
async function goTo(hash: string): Promise<void> {
  await page.evaluate("location.hash = '#/nowhere'");
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.evaluate(`location.hash = '${hash}'`);
}

async function complaints(): Promise<string[]> {
  // Run as a developer's tool: the page's own policy would not let it in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical' || impact === 'moderate')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe.each(Object.entries(SHOWN))('%s', (name, show) => {
  it.each(LOOKS)('at $width pixels, $colorScheme: open to everybody, and not wider than the screen', async (look) => {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await show();
    await page.screenshot({ path: join(PICTURES, `${name}-${look.width}-${look.colorScheme}.png`), fullPage: true });
    expect(await complaints()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
