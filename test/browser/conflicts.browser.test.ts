import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import { browserWorld, type WatchedPage } from './browser-world.ts';
import { fillLwaValues, formOf } from './form.ts';
import { accountOf, callFrom, startSystem } from './system.ts';

const world = browserWorld();
let stack: LocalStack;
let watched: WatchedPage;

const ID = 'acme-eu';

beforeAll(async () => {
  stack = await startSystem(world());
  watched = await world().open(stack.consoleUrl ?? '');
});

beforeEach(async () => {
  await callFrom(stack, 'POST', `/connections/${ID}/restore`);
  const { settings } = accountOf(stack, ID);
  await callFrom(stack, 'PUT', `/connections/${ID}/untested`, { ...settings, labels: { team: 'emea' } });
  const { page } = watched;
  await page.goto(`${stack.origin}/console/#/connections/${ID}`);
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('heading', { name: /^Edit / }).waitFor();
});

describe('two people change one connection', () => {
  it('the second is shown both values of what differs, and nothing is overwritten', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.displayName.fill('Mine');
    await form.refreshToken.fill('typed and not to be lost');
    await callFrom(stack, 'PATCH', `/connections/${ID}`, { displayName: 'Theirs', labels: { team: 'theirs' } });
    await form.save.click();

    const conflict = page.getByRole('alert');
    await conflict.getByText('Somebody else has changed this connection while the form was open.').waitFor();
    const rows = await conflict.getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*\t\s*/).map((cell) => cell.trim()))).toEqual([
      ['Field', 'Yours', 'Stored now'],
      ['Display name', 'Mine', 'Theirs'],
      ['Labels', 'team=emea', 'team=theirs'],
    ]);
    expect((await callFrom(stack, 'GET', `/connections/${ID}`)).body).toMatchObject({ displayName: 'Theirs' });
    expect(await form.refreshToken.inputValue()).toBe('typed and not to be lost');
    expect(await form.save.isDisabled()).toBe(true);
  });

  it('and goes on with what was chosen: what was not touched here stays theirs', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.displayName.fill('Mine');
    await callFrom(stack, 'PATCH', `/connections/${ID}`, { displayName: 'Theirs', labels: { team: 'theirs' } });
    await form.save.click();
    await page.getByRole('button', { name: 'Go on with these' }).click();
    await form.save.click();
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    expect((await callFrom(stack, 'GET', `/connections/${ID}`)).body).toMatchObject({
      displayName: 'Mine',
      labels: { team: 'theirs' },
    });
  });

  it('and can take what is stored instead', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.displayName.fill('Mine');
    await callFrom(stack, 'PATCH', `/connections/${ID}`, { displayName: 'Theirs' });
    await form.save.click();
    await page.getByRole('radio', { name: 'Theirs' }).check();
    await page.getByRole('button', { name: 'Go on with these' }).click();
    expect(await form.displayName.inputValue()).toBe('Theirs');
    await page.getByText('Nothing is changed yet.').waitFor();
  });
});

describe('a connection that somebody else deletes while its form is open', () => {
  it('is not brought back by saving, and what was typed stays', async () => {
    const form = formOf(watched.page);
    await form.displayName.fill('Mine');
    await callFrom(stack, 'DELETE', `/connections/${ID}`);
    await form.save.click();
    const told = 'Somebody else has deleted it while the form was open. It was not saved.';
    await watched.page.getByRole('alert').getByText(told).waitFor();
    expect(await form.displayName.inputValue()).toBe('Mine');
    expect((await callFrom(stack, 'GET', `/connections/${ID}`)).status).toBe(409);
  });
});

describe('a change of the values', () => {
  it('that Amazon refuses is not saved, and the setting is marked', async () => {
    const { page } = watched;
    const form = formOf(page);
    await form.refreshToken.fill('Atzr|wrong');
    await form.save.click();
    await form.row('LWA refresh token').getByText('Review this first').waitFor();
    expect(await form.refreshToken.inputValue()).toBe('Atzr|wrong');
    await form.refreshToken.fill(accountOf(stack, ID).settings.lwaRefreshToken);
    await form.displayName.fill('Corrected');
    await form.save.click();
    await page.getByRole('heading', { name: 'Corrected' }).waitFor();
  });

  it('can be tested before it is saved when all three are entered', async () => {
    const form = formOf(watched.page);
    expect(await form.test.isDisabled()).toBe(true);
    await fillLwaValues(watched.page, accountOf(stack, ID).settings);
    await form.test.click();
    await form.outcome.getByText('It can be saved.').waitFor();
  });
});

describe('a new connection with an id that is taken', () => {
  it('leaves the other one as it is, and shows both', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'New connection' }).click();
    const form = formOf(page);
    await fillLwaValues(page, accountOf(stack, 'acme-na').settings);
    await form.connectionId.fill(ID);
    await form.test.click();
    await form.outcome.getByText('It can be saved.').waitFor();
    await form.save.click();
    const taken = page.getByRole('alert').filter({ hasText: `There is a connection ${ID} already.` });
    await taken.getByRole('row', { name: 'Endpoint' }).getByText('eu').waitFor();
    expect((await callFrom(stack, 'GET', `/connections/${ID}`)).body).toMatchObject({ endpoint: 'eu' });
    await form.connectionId.fill('acme-eu-2');
    await taken.waitFor({ state: 'detached' });
  });
});
