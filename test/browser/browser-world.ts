/** A browser of this test file's own, what it watches, and consoles to open in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ApiClient } from '../../infra/api-client/api-client.ts';
import { buildPage } from '../../infra/console/build-page.ts';
import { serveConsole } from '../../infra/console/serve.ts';
import { launchBrowser } from '../../infra/pictures/console/browser.ts';

export interface WatchedPage {
  readonly page: Page;
  /** Everything that the page wrote to the browser's console, and every error that it did not catch. */
  readonly said: readonly string[];
  /** Every address that was asked for or navigated to. */
  readonly addresses: readonly string[];
}

export interface BrowserWorld {
  readonly browser: Browser;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** A browser that has never been here, at this address. */
  open(url: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** The console of an API, opened by its link. */
  openConsoleOf(api: ApiClient, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** Ended after the file's tests, last opened first. */
  keep(close: () => Promise<unknown>): void;
}

/** What Chromium itself says of an answer that is not 2xx. */
const BROWSERS_OWN = /^Failed to load resource/;

export function browserWorld(extraFlags: readonly string[] = []): () => BrowserWorld {
  let world: BrowserWorld | null = null;
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const pageFolder = await mkdtemp(join(tmpdir(), 'console-'));
    opened.push(() => rm(pageFolder, { recursive: true, force: true }));
    await buildPage(pageFolder);
    const browser = await launchBrowser(extraFlags);
    opened.push(() => browser.close());

    const open = async (url: string, options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      const watched = watch(page);
      await page.goto(url);
      return watched;
    };
    world = {
      browser,
      pageFolder,
      open,
      async openConsoleOf(api, options) {
        const served = await serveConsole({ api, page: pageFolder });
        opened.push(() => served.close());
        return open(served.url, options);
      },
      keep: (close) => opened.push(close),
    };
  });

  afterAll(async () => {
    for (const close of opened.reverse()) await close();
  });

  return () => {
    if (world === null) throw new Error('the browser is not there yet');
    return world;
  };
}

function watch(page: Page): WatchedPage {
  const said: string[] = [];
  const addresses: string[] = [];
  page.on('console', (message) => {
    if (!BROWSERS_OWN.test(message.text())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => addresses.push(request.url()));
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  return { page, said, addresses };
}
