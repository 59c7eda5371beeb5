/** A Chromium of this machine, without a window, talking to nobody but the page's own host. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `CHROMIUM` names another one. Rejects, saying what to install, when there is none. */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? USUAL_PLACES.find((path) => existsSync(path));
  if (!executablePath) {
    throw new Error('There is no Chromium. Install one (Debian: apt-get install chromium), or name it: CHROMIUM=/path');
  }
  // Chromium has no sandbox for root, as whom containers often run; for everybody else it has.
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath, chromiumSandbox, args: [...FLAGS, ...extraFlags] });
}
