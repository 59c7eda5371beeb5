import type { WatchedPage } from './browser-world.ts';

/** Everything that another script, an extension, a look at the screen or at the history would find in a browser. */
const EVERYWHERE = `JSON.stringify({
  markup: document.documentElement.outerHTML,
  fields: [...document.querySelectorAll('input, textarea, select')].map((field) => field.value),
  local: { ...localStorage },
  session: { ...sessionStorage },
  cookies: document.cookie,
  address: location.href,
  state: history.state,
  title: document.title,
  named: performance.getEntriesByType('resource').map((entry) => entry.name),
})`;

const STORES = `Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
  .then((found) => found.map((entries) => entries.length))`;

/** Where each of the texts is found; whole or in its telling half. */
export async function findLeaks(
  { page, said, addresses }: WatchedPage,
  secrets: Readonly<Record<string, string>>,
): Promise<string[]> {
  const found = await page.evaluate<string>(EVERYWHERE);
  const haystacks = { browser: found, console: said.join('\n'), addresses: addresses.join('\n') };
  return Object.entries(haystacks).flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, secret]) => text.includes(secret) || text.includes(secret.slice(-Math.ceil(secret.length / 2))))
      .map(([name]) => `${name} in the ${place}`),
  );
}

/** How many databases, caches and workers the page has left behind. */
export function leftBehind({ page }: WatchedPage): Promise<number[]> {
  return page.evaluate<number[]>(STORES);
}
