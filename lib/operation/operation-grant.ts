import { type Grant, SELLER } from '../token/grant.ts';
import { plainSpelling } from './plain-spelling.ts';

/**
 * Operations that Amazon answers only to the application itself, not to a seller's token (Amazon: Grantless operations).
 * The scope of shipment tracking is known from a third party alone.
 */
const GRANTLESS: ReadonlyArray<readonly [method: string, path: RegExp, scope: string]> = [
  ['GET', /^\/notifications\/v1\/destinations$/, 'sellingpartnerapi::notifications'],
  ['POST', /^\/notifications\/v1\/destinations$/, 'sellingpartnerapi::notifications'],
  ['GET', /^\/notifications\/v1\/destinations\/[^/]+$/, 'sellingpartnerapi::notifications'],
  ['DELETE', /^\/notifications\/v1\/destinations\/[^/]+$/, 'sellingpartnerapi::notifications'],
  ['GET', /^\/notifications\/v1\/subscriptions\/[^/]+\/[^/]+$/, 'sellingpartnerapi::notifications'],
  ['DELETE', /^\/notifications\/v1\/subscriptions\/[^/]+\/[^/]+$/, 'sellingpartnerapi::notifications'],
  ['POST', /^\/notifications\/v1\/subscriptions\/[^/]+\/testNotification$/, 'sellingpartnerapi::notifications'],
  ['GET', /^\/tracking\/2026-01-30\/shipments\/track$/, 'sellingpartnerapi::shipments:track'],
];

/** By the path as it is sent, with a slash inside a segment still encoded. */
export function operationGrant(method: string, path: string): Grant {
  const grantless = GRANTLESS.find(([verb, shape]) => verb === method && shape.test(path));
  return grantless ? { kind: 'grantless', scopes: [grantless[2]] } : SELLER;
}

/**
 * Rotating a client secret kills every connection of the application: that is not for a call through one of them, however
 * its path is spelled. Servers differ in what they read into an encoding, and into what follows a semicolon.
 */
export function isRefused(decodedPath: string): boolean {
  const plain = plainSpelling(decodedPath);
  return plain === null || /^[/\\]*applications(?:[/\\;]|$)/i.test(plain);
}
