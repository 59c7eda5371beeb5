/** Somebody at the keys of a terminal. */
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalApi, startLocalApi } from './local-api.ts';
import { KEYS, onTerminal } from './spc.ts';

let api: LocalApi;

beforeAll(async () => {
  api = await startLocalApi();
  await api.save('acme-eu', 'acme-eu', { displayName: '東京ストア 👩‍🚀' });
  await api.save('acme-na', 'acme-na');
  await api.save('wrong', 'no-feeds-role');
});
afterAll(() => api.close());

const secretsOf = (account: string) => {
  const { lwaClientSecret, lwaRefreshToken } = api.account(account).settings;
  return [lwaClientSecret, lwaRefreshToken];
};

const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';

/** Pieces too: a secret that wraps, or that is shown as far as it was typed, is shown. */
function expectNothingOf(secrets: readonly string[], screen: string): void {
  for (const secret of secrets) {
    for (let at = 0; at + 12 <= secret.length; at += 12) {
      const piece = secret.slice(at, at + 12);
      if (!/^(amzn1\.|Atzr\|)/.test(piece)) expect(screen).not.toContain(piece);
    }
  }
}

describe('spc put', () => {
  it('asks for what is missing, and shows no secret', async () => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = api.account('newcomer-na').settings;
    const terminal = onTerminal(api.url, ['put', 'new-shop', '--display-name', 'New shop']);
    await terminal.shows('Selling Partner API endpoint');
    await terminal.shows('North America (Canada, US, Mexico, and Brazil marketplaces)');
    terminal.type(KEYS.enter);
    await terminal.shows('LWA client id');
    terminal.type(`  ${lwaClientId} ${KEYS.enter}`);
    await terminal.shows('LWA client secret');
    terminal.type(`${lwaClientSecret}${KEYS.reveal}${KEYS.enter}`);
    await terminal.shows('LWA refresh token');
    terminal.type(`${lwaRefreshToken}${KEYS.enter}`);
    await terminal.shows('new-shop is created, passed its test.');

    expect(await terminal.ended).toBe(0);
    expectNothingOf(secretsOf('newcomer-na'), terminal.screen);
    expect(await api.get('/connections/new-shop')).toMatchObject({
      endpoint: 'na',
      lwaClientId,
      displayName: 'New shop',
    });
  });

  it('replaces nothing before somebody says so', async () => {
    const version = await api.save('acme-na', 'acme-na');
    const terminal = onTerminal(api.url, ['put', 'acme-na', '--endpoint', 'na']);
    await terminal.shows('Replace all of its settings?');
    terminal.type(`n${KEYS.enter}`);
    await terminal.shows('Nothing was changed.');

    expect(await terminal.ended).toBe(0);
    // Not the whole of it: meanwhile it is tested.
    expect(await api.get('/connections/acme-na')).toMatchObject({ version });
  });

  it('that is interrupted at a hidden question saves nothing, and leaves the terminal as it was', async () => {
    const [secret = ''] = secretsOf('newcomer-vendor');
    const terminal = onTerminal(
      api.url,
      ['put', 'half-saved', '--client-id', 'amzn1.application-oa2-client.1', '--endpoint', 'na'],
      {
        after: 'stty -a',
      },
    );
    await terminal.shows('LWA client secret');
    terminal.type(secret.slice(0, 30));
    terminal.type(KEYS.interrupt);
    await terminal.shows('Interrupted. Nothing was changed.');

    expect(await terminal.ended).toBe(130);
    expect(terminal.screen).toMatch(/[^-]icanon/);
    expect(terminal.screen).toMatch(/[^-]echo\b/);
    expect(terminal.screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThanOrEqual(terminal.screen.lastIndexOf(HIDE_CURSOR));
    expectNothingOf([secret], terminal.screen);
    expect(await api.get('/connections/half-saved')).toMatchObject({ code: 'connection_not_found' });
  });
});

describe('spc change', () => {
  it('overwrites nothing that somebody else changed meanwhile, and shows both', async () => {
    const [secret = ''] = secretsOf('acme-na');
    const terminal = onTerminal(api.url, ['change', 'acme-na', '--display-name', 'Mine', '--new-client-secret']);
    await terminal.shows('New LWA client secret');
    await api.save('acme-na', 'acme-na', { displayName: 'Theirs' });
    terminal.type(`${secret}${KEYS.enter}`);
    await terminal.shows('was changed by somebody else meanwhile. Nothing was overwritten.');

    expect(await terminal.ended).toBe(2);
    expect(stripVTControlCharacters(terminal.screen)).toMatch(/displayName +Acme North America +Theirs +Mine/);
    expect(await api.get('/connections/acme-na')).toMatchObject({ displayName: 'Theirs' });
    expectNothingOf([secret], terminal.screen);
  });

  it('tells when it was deleted meanwhile', async () => {
    await api.save('soon-gone', 'acme-na');
    const terminal = onTerminal(api.url, ['change', 'soon-gone', '--new-client-secret']);
    await terminal.shows('New LWA client secret');
    await fetch(`${api.origin}/connections/soon-gone`, { method: 'DELETE' });
    terminal.type(`some-new-secret${KEYS.enter}`);
    await terminal.shows('spc restore');

    expect(await terminal.ended).toBe(2);
  });
});

describe('spc rotate-client-secret', () => {
  it('says how many share it, asks, and goes through all', async () => {
    const [secret = ''] = secretsOf('acme-na');
    const terminal = onTerminal(api.url, ['rotate-client-secret', 'acme-na']);
    await terminal.shows(/2 connections share it: acme-eu, acme-na/);
    await terminal.shows('Give all of them a new client secret?');
    terminal.type(`y${KEYS.enter}`);
    await terminal.shows('New LWA client secret');
    terminal.type(`${secret}${KEYS.enter}`);

    expect(await terminal.ended).toBe(0);
    expectNothingOf([secret], terminal.screen);
  });
});

it('a terminal that nobody told its size is as wide as most are', async () => {
  const terminal = onTerminal(api.url, ['show', 'nope'], { columns: 0 });
  await terminal.ended;

  expect(terminal.screen).toContain('There is no connection with this id.');
});

describe('a terminal of 40 columns', () => {
  it.each([
    ['list'],
    ['show', 'acme-eu'],
    ['show', 'wrong'],
    ['test', 'acme-eu'],
    ['test', '--all'],
    ['history', 'acme-eu'],
    ['bundle', 'acme-eu'],
    ['--help'],
    ['put', '--help'],
    ['rotate-client-secret', '--help'],
  ])('is wide enough: spc %s %s', async (...args) => {
    const terminal = onTerminal(api.url, args, { columns: 40 });
    await terminal.ended;
    const lines = terminal.screen.split(/\r*\n/).map((line) => stripVTControlCharacters(line.split('\r').at(-1) ?? ''));
    // An address stays in one piece, and so does a command to be copied.
    const tooWide = lines.filter(
      (line) => stringWidth(line) > 40 && line.trim().includes(' ') && !line.startsWith('  $ '),
    );

    expect(lines.length).toBeGreaterThan(5);
    expect(tooWide).toEqual([]);
  });

  it('shows progress on one line', async () => {
    const terminal = onTerminal(api.url, ['test', '--all'], { columns: 40 });
    await terminal.ended;
    const bars = [...terminal.screen.matchAll(/Testing [█░]+ \d+ of \d+/g)].map(([bar]) => bar);

    expect(bars.length).toBeGreaterThan(1);
    expect(bars.filter((bar) => stringWidth(bar) >= 40)).toEqual([]);
  });
});

describe('colours', () => {
  it('are for terminals', async () => {
    const terminal = onTerminal(api.url, ['list']);
    await terminal.ended;

    expect(terminal.screen).toContain('\u001b[3');
  });

  it('are not for those who want none', async () => {
    const terminal = onTerminal(api.url, ['list'], { env: { NO_COLOR: '1' } });
    await terminal.ended;

    expect(terminal.screen).not.toContain('\u001b[');
  });
});
