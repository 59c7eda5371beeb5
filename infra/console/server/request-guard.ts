/**
 * Who may speak to the console at all, whatever cookie comes along. A name that was made to point at this machine (DNS
 * rebinding) shows in `Host`; another page of this browser, and be it on another port of this machine, in `Origin`.
 */
import type { IncomingHttpHeaders } from 'node:http';

export type Refusal = 'foreign_host' | 'foreign_origin';

/** `origin` is the console's own: `http://127.0.0.1:8787`. Null when nothing speaks against the request. */
export function refusal(method: string, headers: IncomingHttpHeaders, origin: string): Refusal | null {
  if (headers.host !== new URL(origin).host) return 'foreign_host';
  if (headers.origin !== undefined && headers.origin !== origin) return 'foreign_origin';
  const reads = method === 'GET' || method === 'HEAD';
  // A browser tells the origin of whatever is not a plain read: who tells none is no page of ours.
  return !reads && headers.origin === undefined ? 'foreign_origin' : null;
}

/** Whether a read comes from the console's own page. Browsers that do not say so are held to the session alone. */
export function isFromPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}
