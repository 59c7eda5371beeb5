/**
 * The front looks at no signature, and so every page in a browser of this machine could call it: across origins, or under a
 * name that was made to point here (DNS rebinding). A browser says either; programs need say neither.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../../lib/configuration/loopback.ts';
import { type HttpAnswer, jsonAnswer } from './http-answer.ts';

/** Null when the request is of no foreign page. */
export function foreignPageAnswer(headers: IncomingHttpHeaders): HttpAnswer | null {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  if (!isLoopbackHost(`http://${host}`)) {
    const message =
      'The local API answers to 127.0.0.1 and localhost only. From elsewhere, send it the header Host: localhost';
    return jsonAnswer(421, { message });
  }
  const isOwn = origin === undefined || origin === `http://${host}`;
  if (isOwn && (site === undefined || site === 'same-origin' || site === 'none')) return null;
  return jsonAnswer(403, { message: 'The local API does not answer to another page of a browser' });
}
