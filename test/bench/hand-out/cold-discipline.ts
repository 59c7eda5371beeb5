/** A cold environment that is asked by many at the same moment: for one connection, and ten times each for a hundred. */
import { exchangesSoFar } from '../amazon/counts.ts';
import type { Round } from '../contest.ts';
import { handedOut, tokenHandler, tokenUseCase } from '../ours/tokens.ts';
import { CREDENTIALS } from '../peers/client.ts';
import { clientsOf } from '../peers/clients.ts';

const CALLERS = 1_000;
const CONNECTIONS = 100;

type TokenOf = (connectionId: string) => Promise<unknown>;

const COLD: Readonly<Record<string, () => TokenOf>> = { ours: checkedUseCase, 'our handler': tokenHandler };

function checkedUseCase(): TokenOf {
  const tokenOf = tokenUseCase();
  return async (connectionId) => handedOut(await tokenOf(connectionId));
}

export default function coldTokens(contender: string): () => Promise<Round> {
  const cold = COLD[contender] ?? (() => coldClients(contender));
  // The floor: what a single caller waits.
  if (contender === 'undici') return () => asked(cold(), 1, () => 'acme-eu', 'ofOne');
  return async () => ({
    ...(await asked(cold(), CALLERS, () => 'acme-eu', 'ofOne')),
    ...(await asked(cold(), CALLERS, (caller) => `connection-${caller % CONNECTIONS}`, 'ofHundred')),
  });
}

async function asked(
  tokenOf: TokenOf,
  callers: number,
  idOf: (caller: number) => string,
  what: string,
): Promise<Round> {
  const before = await exchangesSoFar();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: callers }, (_, caller) => tokenOf(idOf(caller))));
  const tookMs = performance.now() - startedAt;
  return { [`${what}Ms`]: tookMs, [`${what}Exchanges`]: (await exchangesSoFar()) - before };
}

/** One client for each connection, as those keep them who use them. */
function coldClients(contender: string): TokenOf {
  const clientOf = clientsOf(contender);
  const clients = new Map<string, ReturnType<typeof clientOf>>();
  return async (connectionId) => {
    const client = clients.get(connectionId) ?? clientOf(`${CREDENTIALS.refreshToken}${connectionId}`);
    clients.set(connectionId, client);
    return client.token();
  };
}
