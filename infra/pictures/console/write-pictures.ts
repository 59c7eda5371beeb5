/** `npm run console:pictures`: what the README shows of the console, taken from a local run with the simulated accounts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { buildFunctions } from '../../build/build.ts';
import { buildPage } from '../../console/build-page.ts';
import { type LocalStack, startLocalStack } from '../../local-run/local-stack.ts';
import { systemTimers } from '../../local-run/timers.ts';
import { launchBrowser } from './browser.ts';
import { furnish } from './furnish.ts';
import { SCENES, type Scene } from './scenes.ts';

const WIDE = { width: 1200, height: 800 };

const outdir = await mkdtemp(join(tmpdir(), 'selling-partner-connections-'));
let stack: LocalStack | null = null;
const browser = await launchBrowser();
try {
  const page = join(outdir, 'console');
  const [built] = await Promise.all([buildFunctions({ outdir: join(outdir, 'functions') }), buildPage(page)]);
  stack = await startLocalStack({
    bundles: new Map(built.map(({ name, bundle }) => [name, bundle])),
    port: 0,
    console: { page, onStarted: () => {} },
    services: null,
    timers: systemTimers,
    onLine: () => {},
    onTrouble: (text) => console.error(text),
  });
  await furnish(stack);
  const view = await browser.newPage({ viewport: WIDE, colorScheme: 'light', reducedMotion: 'reduce' });
  await view.goto(stack.consoleUrl ?? '');
  for (const scene of SCENES) await take(view, scene, stack);
} finally {
  await browser.close();
  await stack?.close();
  await rm(outdir, { recursive: true, force: true });
}

async function take(view: Page, { name, show }: Scene, { accounts }: LocalStack): Promise<void> {
  await show(view, accounts);
  const path = resolve('docs', `console-${name}.png`);
  await view.screenshot({ path });
  console.log(path);
}
