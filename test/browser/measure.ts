/**
 * `npm run bench:console`: the console's size, how soon it is painted, and how a thousand connections scroll, in the Chromium
 * of this machine. Prints each figure beside its goal; the exit code is 1 when one is missed.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { buildPage } from '../../infra/console/build-page.ts';
import { serveConsole } from '../../infra/console/serve.ts';
import { launchBrowser } from '../../infra/pictures/console/browser.ts';
import { median, quantile } from '../bench/report/statistics.ts';
import { manyConnections, pagesOf, scriptedApi } from './scripted-api.ts';

const CONNECTIONS = 1_000;
const OPENINGS = 15;
const SCROLL_FRAMES = 240;
const PIXELS_PER_FRAME = 180;
const FRAME_MS = 1_000 / 60;

const page = await mkdtemp(join(tmpdir(), 'console-'));
const browser = await launchBrowser();
try {
  await buildPage(page);
  tell('Size, compressed', (await sizeBytes()) / 1_000, 'kB', 80);
  const paints: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) paints.push(await firstPaintMs(browser));
  tell('First contentful paint, median', median(paints), 'ms', 300);
  const frames = await frameTimesMs(browser);
  tell(`Frame while ${CONNECTIONS} connections scroll, median`, median(frames), 'ms', FRAME_MS * 1.1);
  tell('95th percentile', quantile(frames, 0.95), 'ms', FRAME_MS * 1.5);
  tell('longest', Math.max(...frames), 'ms', null);
} finally {
  await browser.close();
  await rm(page, { recursive: true, force: true });
}

async function sizeBytes(): Promise<number> {
  const files = await Promise.all((await readdir(page)).map((name) => readFile(join(page, name))));
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}

/** From the beginning of the navigation, by the browser's own count, with nothing in its cache. */
async function firstPaintMs(by: Browser): Promise<number> {
  return withFleet(by, (view) =>
    view.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
  );
}

/** The time between frames while the list moves by a few rows in each. */
async function frameTimesMs(by: Browser): Promise<number[]> {
  return withFleet(by, (view) =>
    view.evaluate<number[]>(`new Promise((done) => {
      const times = [];
      let last = performance.now();
      const frame = (now) => {
        times.push(now - last);
        last = now;
        scrollBy(0, ${PIXELS_PER_FRAME});
        if (times.length > ${SCROLL_FRAMES}) done(times.slice(1));
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    })`),
  );
}

async function withFleet<T>(
  by: Browser,
  look: (view: Awaited<ReturnType<Browser['newPage']>>) => Promise<T>,
): Promise<T> {
  const served = await serveConsole({ api: scriptedApi(pagesOf(manyConnections(CONNECTIONS))), page });
  const view = await by.newPage({ viewport: { width: 1_280, height: 900 } });
  try {
    await view.goto(served.url);
    await view.getByRole('button', { name: `All ${CONNECTIONS}` }).waitFor();
    return await look(view);
  } finally {
    await view.close();
    await served.close();
  }
}

function tell(what: string, measured: number, unit: string, goal: number | null): void {
  const met = goal === null || measured <= goal;
  const beside = goal === null ? '' : `  goal ${goal.toFixed(1)} ${unit}${met ? '' : '  MISSED'}`;
  console.log(`${what.padEnd(46)}  ${measured.toFixed(1).padStart(7)} ${unit}${beside}`);
  if (!met) process.exitCode = 1;
}
