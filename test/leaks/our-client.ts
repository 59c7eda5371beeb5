/** Ours as a client: a token by the broker, and the whole test. What fails is a value here, and it is what crosses the boundary. */
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { parseSettings } from '../../lib/connection/settings.ts';
import { testConnection } from '../../lib/connection-test/test-connection.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import type { Application, Client } from '../bench/peers/client.ts';

export function ourClient(lwaRefreshToken: string, { clientId, clientSecret }: Application): Client {
  const settings = parseSettings({
    endpoint: 'eu',
    lwaClientId: clientId,
    lwaClientSecret: clientSecret,
    lwaRefreshToken,
  });
  if (!settings.ok) throw new Error('The settings are wrong.');
  const dependencies = {
    http: undiciHttp({ loopbackOrigin: null }),
    clock: systemClock,
    random: Math.random,
    newTestId: newId,
    mayAskForEvidence: async () => true,
  };
  const test = {
    settings: settings.value,
    connectionId: null,
    version: null,
    trigger: 'unsaved',
    lastPassedAt: null,
  } as const;
  const feeds = async () => {
    const result = await testConnection(dependencies, { ...test, deadlineAt: systemClock.now() + 20_000 });
    if (result.verdict !== 'passed')
      throw Object.assign(new Error('The test did not pass.'), { result, settings: settings.value });
  };
  return Object.assign({ token: feeds, feeds }, { settings: settings.value });
}
