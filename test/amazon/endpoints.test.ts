import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_ENDPOINT,
  ENDPOINT_NAMES,
  ENDPOINTS,
  endpointMeantBy,
  endpointOf,
  isEndpointName,
  productionEndpointOf,
  sandboxEndpointOf,
} from '../../lib/amazon/endpoints.ts';

/** Facts, section 1. */
const MARKETPLACES = {
  na: 'A2EUQ1WTGCTBG2 CA · ATVPDKIKX0DER US · A1AM78C64UM0Y8 MX · A2Q3Y263D00KWC BR',
  eu: 'A28R8C7NBKEWEA IE · A1RKKUPIHCS9HS ES · A1F83G8C2ARO7P UK · A13V1IB3VIYZZH FR · AMEN7PMS3EDWL BE · A1805IZSGTT6HS NL · A1PA6795UKMFR9 DE · APJ6JRA9NG5V4 IT · A2NODRKZP88ZB9 SE · AE08WJ6YKNBMC ZA · A1C3SOZRARQ6R3 PL · ARBP9OOSHTCHU EG · A33AVAJ2PDY3EV TR · A17E79C6D8DWNP SA · A2VIGQ35RCS4UG AE · A21TJRUUN4KGV IN',
  fe: 'A19VAU5U5O7RUS SG · A39IBJ37TRP1C6 AU · A1VC38T7YXB528 JP',
};

describe('an endpoint', () => {
  test.for([
    ['na', 'https://sellingpartnerapi-na.amazon.com', 'na', false],
    ['eu', 'https://sellingpartnerapi-eu.amazon.com', 'eu', false],
    ['fe', 'https://sellingpartnerapi-fe.amazon.com', 'fe', false],
    ['na-sandbox', 'https://sandbox.sellingpartnerapi-na.amazon.com', 'na', true],
    ['eu-sandbox', 'https://sandbox.sellingpartnerapi-eu.amazon.com', 'eu', true],
    ['fe-sandbox', 'https://sandbox.sellingpartnerapi-fe.amazon.com', 'fe', true],
  ] as const)('%s has its host, region and marketplaces', ([name, baseUrl, region, sandbox]) => {
    const endpoint = endpointOf(name);

    expect(endpoint).toMatchObject({ endpoint: name, baseUrl, region, sandbox, host: new URL(baseUrl).host });
    expect(endpoint.marketplaces.map(({ id, country }) => `${id} ${country}`).join(' · ')).toBe(MARKETPLACES[region]);
  });

  test('is one of six, in the order of a form, and na unless another is named', () => {
    expect(ENDPOINTS.map(({ endpoint }) => endpoint)).toEqual(ENDPOINT_NAMES);
    expect(DEFAULT_ENDPOINT).toBe('na');
  });

  test('has a label as users know it', () => {
    expect(endpointOf('na').label).toBe('North America (Canada, US, Mexico, and Brazil marketplaces)');
    expect(endpointOf('fe').label).toBe('Far East (Singapore, Australia, and Japan marketplaces)');
    expect(new Set(ENDPOINTS.map(({ label }) => label)).size).toBe(6);
    expect(new Set(ENDPOINTS.map(({ title }) => title)).size).toBe(6);
    for (const { label, sandbox } of ENDPOINTS) expect(/sandbox/i.test(label)).toBe(sandbox);
  });

  test('is found by its region', () => {
    expect(productionEndpointOf('eu')).toBe(endpointOf('eu'));
    expect(sandboxEndpointOf('eu')).toBe(endpointOf('eu-sandbox'));
  });

  test('has a name that is no inherited one', () => {
    expect(ENDPOINT_NAMES.every(isEndpointName)).toBe(true);
    expect(['EU', 'na ', '', 'toString', '__proto__', 'constructor', null, 1, ['na']].some(isEndpointName)).toBe(false);
  });
});

describe('the endpoint that somebody meant', () => {
  test.for([
    ['EU', 'eu'],
    ['Na', 'na'],
    ['FE-SANDBOX', 'fe-sandbox'],
    [' eu ', 'eu'],
    ['na ', 'na'],
    ['UK', 'eu'],
    ['GB', 'eu'],
    ['gb', 'eu'],
    ['DE', 'eu'],
    ['de', 'eu'],
    ['US', 'na'],
    ['ATVPDKIKX0DER', 'na'],
    ['atvpdkikx0der', 'na'],
    ['A1PA6795UKMFR9', 'eu'],
    ['A1VC38T7YXB528', 'fe'],
    ['JP', 'fe'],
    ['', null],
    ['XX', null],
    ['us-east-1', null],
    ['https://sellingpartnerapi-eu.amazon.com', null],
    ['constructor', null],
  ] as const)('by "%s" is %s', ([text, name]) => {
    expect(endpointMeantBy(text)).toBe(name);
  });

  test('is told for each country and marketplace of the facts', () => {
    for (const { region, sandbox, marketplaces } of ENDPOINTS) {
      if (sandbox) continue;
      for (const { id, country } of marketplaces) {
        expect([endpointMeantBy(id), endpointMeantBy(country)]).toEqual([region, region]);
      }
    }
  });

  test('is an endpoint or nothing, for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const meant = endpointMeantBy(text);
        expect(meant === null || isEndpointName(meant)).toBe(true);
      }),
    );
  });
});
