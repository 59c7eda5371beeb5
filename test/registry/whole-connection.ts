import { expect } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import type { RegistryWorld } from './registry-world.ts';

/** Fields that value and description both hold, and what is said where one is absent. */
const SHARED = {
  endpoint: 'na',
  lwaClientId: null,
  displayName: null,
  accountType: null,
  labels: {},
  expectFeeds: true,
  testing: 'on',
  clientSecretCreatedOn: null,
  authorizedOn: null,
  createdAt: null,
  updatedAt: null,
};

/**
 * The value of a connection's secret, once it is sure that the description is that of the same version and says the same:
 * nothing of one save is mixed with another. Null when there is no secret.
 */
export function wholeConnection(world: RegistryWorld, connectionId: string): Record<string, unknown> | null {
  const secret = world.secretOf(connectionId);
  if (!secret) return null;
  const value = world.valueOf(connectionId);
  const digest = (name: string) => world.dependencies.store.digest(new Secret(String(value[name])));
  expect(world.descriptionOf(connectionId)).toEqual({
    schema: 1,
    version: secret.versionId,
    ...SHARED,
    ...Object.fromEntries(Object.keys(SHARED).flatMap((name) => (name in value ? [[name, value[name]]] : []))),
    digests: { lwaClientSecret: digest('lwaClientSecret'), lwaRefreshToken: digest('lwaRefreshToken') },
  });
  return value;
}
