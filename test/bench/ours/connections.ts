/** Connections as they come out of the store, without a store. */
import type { ConnectionReader } from '../../../lib/connection/connection-reader.ts';
import { parseSettings } from '../../../lib/connection/settings.ts';
import { ok } from '../../../lib/result.ts';
import { Secret } from '../../../lib/secret.ts';

const parsed = parseSettings({
  endpoint: 'eu',
  lwaClientId: `amzn1.application-oa2-client.${'0'.repeat(32)}`,
  lwaClientSecret: `amzn1.oa2-cs.v1.${'0'.repeat(64)}`,
  lwaRefreshToken: `Atzr|${'0'.repeat(350)}`,
});
if (!parsed.ok) throw new Error('the settings of the benchmark are wrong');

export const SETTINGS = parsed.value;
const [clientSecret, refreshToken] = [SETTINGS.lwaClientSecret.reveal(), SETTINGS.lwaRefreshToken.reveal()];

/** Every id is a connection, with a refresh token of its own, and read anew each time; counts how often one was read. */
export function everyConnection(): ConnectionReader & { readonly reads: () => number } {
  let reads = 0;
  return {
    reads: () => reads,
    async read(connectionId) {
      reads += 1;
      return ok({
        connectionId,
        version: 'version',
        settings: {
          ...SETTINGS,
          lwaClientSecret: new Secret(clientSecret),
          lwaRefreshToken: new Secret(`${refreshToken}${connectionId}`),
        },
        createdAt: null,
        updatedAt: '2026-01-01T00:00:00.000Z',
      });
    },
  };
}
