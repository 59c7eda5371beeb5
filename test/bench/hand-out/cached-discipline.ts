/** Tokens that are in memory, for a hundred connections in turn. */
import type { Round } from '../contest.ts';
import { handedOut, tokenUseCase } from '../ours/tokens.ts';
import { CREDENTIALS } from '../peers/client.ts';
import { clientsOf } from '../peers/clients.ts';

const IDS = Array.from({ length: 100 }, (_, index) => `connection-${index}`);

type TokenOf = (connectionId: string) => Promise<unknown>;

export default function cachedTokens(contender: string): (tokens: number) => Promise<Round> {
  if (contender !== 'ours') return lookUp(contender === 'a Map' ? mapLookup() : clientLookup(contender));
  const tokenOf = tokenUseCase();
  const lookedUp = lookUp(tokenOf);
  return async (tokens) => {
    const round = await lookedUp(tokens);
    for (const id of IDS) handedOut(await tokenOf(id));
    return round;
  };
}

function lookUp(tokenOf: TokenOf): (tokens: number) => Promise<Round> {
  return async (tokens) => {
    // Fetches those that are not there yet.
    await Promise.all(IDS.map(tokenOf));
    const startedAt = performance.now();
    const before = process.cpuUsage();
    for (let turn = 0; turn < tokens / IDS.length; turn += 1) for (const id of IDS) await tokenOf(id);
    const { user, system } = process.cpuUsage(before);
    return { ns: ((performance.now() - startedAt) * 1e6) / tokens, cpuNs: ((user + system) * 1e3) / tokens };
  };
}

/** The least that a memory of tokens needs: a lookup and a look at the clock. Whoever might have to fetch one is awaited. */
function mapLookup(): TokenOf {
  const expiresAt = Date.now() + 3_600_000;
  const tokens = new Map(IDS.map((id) => [id, { token: `Atza|${id}`, expiresAt }]));
  return async (connectionId) => {
    const known = tokens.get(connectionId);
    return known && known.expiresAt - Date.now() > 60_000 ? known.token : null;
  };
}

function clientLookup(contender: string): TokenOf {
  const clientOf = clientsOf(contender);
  const clients = new Map(IDS.map((id) => [id, clientOf(`${CREDENTIALS.refreshToken}${id}`)]));
  return async (connectionId) => clients.get(connectionId)?.token();
}
