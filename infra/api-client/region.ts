import { failed, ok, type Result } from '../../lib/result.ts';
import type { ApiAddress } from './address.ts';

/** For a local run, which looks at no signature. */
const LOCAL_REGION = 'us-east-1';

/**
 * The region to sign for: the address of an API Gateway says it; else `said`, then what the environment or the profile has.
 * The failure is a sentence.
 */
export async function regionFor(
  address: ApiAddress,
  said: string | undefined,
  profile: string | undefined,
): Promise<Result<string, string>> {
  const told = address.gateway?.region;
  if (told !== undefined && said !== undefined && told !== said) {
    return failed(`${address.url} is in ${told}, not in ${said}: leave the region out, or correct the address`);
  }
  const region = told ?? said ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region) return ok(region);
  if (address.loopback) return ok(LOCAL_REGION);
  const ofProfile = await regionOfProfile(profile);
  return ofProfile === null ? failed(`${address.url} does not tell its region: say it`) : ok(ofProfile);
}

async function regionOfProfile(profile: string | undefined): Promise<string | null> {
  const { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } = await import(
    '@smithy/core/config'
  );
  const options = { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) };
  return loadConfig(NODE_REGION_CONFIG_OPTIONS, options)().catch(() => null);
}
