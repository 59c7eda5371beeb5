import { describe, expect, it } from 'vitest';
import type { RestrictedResource } from '../../lib/amazon/restricted-data-token.ts';
import { type Grant, SELLER, tokenKey } from '../../lib/token/grant.ts';
import { connectionOf, grantless, restricted } from './broker-world.ts';

const connection = connectionOf('acme', 'v1');
const forResources = (...restrictedResources: RestrictedResource[]): Grant => ({
  kind: 'restricted',
  restrictedResources,
});
const ORDERS: RestrictedResource = {
  method: 'GET',
  path: '/orders/v0/orders',
  dataElements: ['buyerInfo', 'shippingAddress'],
};

describe('the key of a token', () => {
  it('tells apart all that makes a token another one', () => {
    const keys = [
      tokenKey(connection, SELLER),
      tokenKey(connectionOf('acme-2', 'v1'), SELLER),
      tokenKey(connectionOf('acme', 'v2'), SELLER),
      tokenKey(connectionOf('acme', 'v1', 'na', 'another client'), SELLER),
      tokenKey(connection, grantless('a')),
      tokenKey(connection, grantless('b')),
      tokenKey(connection, grantless('a', 'b')),
      tokenKey(connection, grantless('seller')),
      tokenKey(connection, restricted('/a')),
      tokenKey(connection, restricted('/b')),
      tokenKey(connection, restricted('/a', '/b')),
      tokenKey(connection, forResources({ method: 'POST', path: '/a' })),
      tokenKey(connection, forResources({ ...ORDERS })),
      tokenKey(connection, forResources({ ...ORDERS, dataElements: ['buyerInfo'] })),
      tokenKey(connection, forResources({ method: 'GET', path: '/orders/v0/orders' })),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ['scopes', grantless('a', 'b'), grantless('b', 'a')],
    [
      'data elements',
      forResources(ORDERS),
      forResources({ ...ORDERS, dataElements: ['shippingAddress', 'buyerInfo'] }),
    ],
  ])('does not depend on the order of %s', (_what, one, other) => {
    expect(tokenKey(connection, one)).toBe(tokenKey(connection, other));
  });

  it('leaves the order in which scopes are sent to the caller', () => {
    const grant = grantless('b', 'a');
    tokenKey(connection, grant);
    expect(grant).toEqual(grantless('b', 'a'));
  });

  it('does not mix parts that run into each other', () => {
    const one = tokenKey({ ...connectionOf('acme', '","'), version: '","' }, SELLER);
    const other = tokenKey({ ...connectionOf('acme","', ''), version: '' }, SELLER);
    expect(one).not.toBe(other);
  });

  it('holds no credential', () => {
    const key = tokenKey(connection, SELLER);
    expect(key).not.toContain('secret-of');
    expect(key).not.toContain('refresh-of');
  });
});
