/**
 * Values in Amazon's documented shapes that are nobody's: a run of zeros shows it at a glance, and a hash of a name makes
 * them the same on every machine.
 */
import { createHash } from 'node:crypto';

/** `amzn1.application-oa2-client.` and 32 hex digits. */
export function madeUpClientId(application: string): string {
  return `amzn1.application-oa2-client.${'0'.repeat(12)}${hash('client id', application).slice(0, 20)}`;
}

/** `amzn1.oa2-cs.v1.` and 64 hex digits. A further `generation` is the secret after a rotation. */
export function madeUpClientSecret(application: string, generation = 1): string {
  return `amzn1.oa2-cs.v1.${'0'.repeat(16)}${hash(`client secret ${generation}`, application).slice(0, 48)}`;
}

/** `Atzr|…`. A further `generation` is the token of a later authorization. */
export function madeUpRefreshToken(account: string, generation = 1): string {
  const parts = [1, 2, 3, 4].map((part) => hash(`refresh token ${generation}.${part}`, account));
  return `Atzr|simulated-${account}-${parts.join('')}`;
}

function hash(purpose: string, name: string): string {
  return createHash('sha256').update(`simulated Amazon: ${purpose} of ${name}`).digest('hex');
}
