/** The clients by the names under which they are reported. */
import { amazonSpApiClients } from './amazon-sp-api.ts';
import { amazonSpApiSdkJsClients } from './amazon-sp-api-sdk-js.ts';
import type { ClientOf } from './client.ts';
import { nodeHttpsClients } from './node-https.ts';
import { spApiSdkClients } from './sp-api-sdk.ts';
import { undiciClients } from './undici.ts';

/** What needs nothing but this project's own packages. */
export const BUILT_IN = ['node:https'] as const;
/** What people use; installed by the benchmarks. */
export const INSTALLED = ['amazon-sp-api', '@sp-api-sdk', 'amazon-sp-api-sdk-js'] as const;

export type PeerName = (typeof BUILT_IN)[number] | (typeof INSTALLED)[number];

const CLIENTS: Readonly<Record<string, () => ClientOf>> = {
  undici: undiciClients,
  'node:https': nodeHttpsClients,
  'amazon-sp-api': amazonSpApiClients,
  '@sp-api-sdk': spApiSdkClients,
  'amazon-sp-api-sdk-js': amazonSpApiSdkJsClients,
} satisfies Record<PeerName | 'undici', () => ClientOf>;

export function clientsOf(name: string): ClientOf {
  const make = CLIENTS[name];
  if (!make) throw new Error(`There is no client ${name}`);
  return make();
}
