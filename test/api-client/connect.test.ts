import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Access, connect } from '../../infra/api-client/connect.ts';

const DEPLOYED = 'https://abc123.execute-api.eu-west-1.amazonaws.com';
const OWN_DOMAIN = 'https://connections.example.com';

beforeEach(() => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
});
afterEach(() => vi.unstubAllEnvs());

async function regionOf(access: Access) {
  const connected = await connect(access);
  return connected.ok ? connected.value.region : connected.failure;
}

describe('the region', () => {
  it('is that of the address, whatever the environment says', async () => {
    vi.stubEnv('AWS_REGION', 'us-east-1');

    expect(await regionOf({ url: DEPLOYED })).toBe('eu-west-1');
  });

  it('cannot be another than that of the address', async () => {
    expect(await regionOf({ url: DEPLOYED, region: 'us-east-1' })).toMatch(/is in eu-west-1, not in us-east-1/);
  });

  it('of an own domain is said, or that of the environment', async () => {
    vi.stubEnv('AWS_REGION', 'us-west-2');

    expect(await regionOf({ url: OWN_DOMAIN, region: 'eu-west-1' })).toBe('eu-west-1');
    expect(await regionOf({ url: OWN_DOMAIN })).toBe('us-west-2');
  });

  it('of an own domain must be known', async () => {
    expect(await regionOf({ url: OWN_DOMAIN })).toMatch(/does not tell its region/);
  });
});

describe('the address', () => {
  it.each([
    ['abc123', 'is no address'],
    ['http://connections.example.com', 'must begin with https://'],
    [`${DEPLOYED}/?stage=x`, 'must have no query'],
    ['https://user@connections.example.com', 'must have no query, no fragment and no user'],
  ])('%s %s', async (url, complaint) => {
    const connected = await connect({ url, region: 'eu-west-1' });

    expect(connected).toMatchObject({ ok: false, failure: expect.stringContaining(complaint) });
  });

  it('may have a path and a slash at its end', async () => {
    const connected = await connect({ url: `${OWN_DOMAIN}/spc/`, region: 'eu-west-1' });

    expect(connected).toMatchObject({ ok: true, value: { url: `${OWN_DOMAIN}/spc` } });
  });
});
