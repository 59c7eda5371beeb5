import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, readPage } from '../../lib/http/paging.ts';

const anyPlace = () => true;
const SCOPE = ['tests', 'acme'];

function tokenFor(scope: readonly string[], next: string): string {
  const page: object = pageOf('tests', [], scope, next);
  if (!('nextToken' in page) || typeof page.nextToken !== 'string') throw new Error('no token');
  return page.nextToken;
}

describe('the limit of a page', () => {
  it.each([
    [undefined, 50],
    ['1', 1],
    ['100', 100],
    ['007', 7],
  ])('%j is %d', (limit, expected) => {
    const query = limit === undefined ? {} : { limit };
    expect(readPage(query, SCOPE, anyPlace)).toEqual({ ok: true, value: { limit: expected, from: null } });
  });

  it.each(['', '0', '101', '-1', '1.5', '1e1', ' 1', '1 ', 'ten', '1,2', '99999', '１'])('%j is refused', (limit) => {
    expect(readPage({ limit }, SCOPE, anyPlace)).toMatchObject({
      ok: false,
      failure: { code: 'invalid_request', errors: [{ parameter: 'limit' }] },
    });
  });
});

describe('the token of the next page', () => {
  it('leads to where the page before ended', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (next, scope) => {
        expect(readPage({ nextToken: tokenFor(scope, next) }, scope, anyPlace)).toEqual({
          ok: true,
          value: { limit: 50, from: next },
        });
      }),
    );
  });

  it('is there only when there is a next page', () => {
    expect(pageOf('tests', ['one'], SCOPE, null)).toEqual({ tests: ['one'] });
    expect(pageOf('tests', ['one'], SCOPE, 'place')).toEqual({ tests: ['one'], nextToken: expect.any(String) });
  });

  const token = tokenFor(SCOPE, 'place');
  const decoded = Buffer.from(token, 'base64url').toString();
  it.each([
    ['of another route', tokenFor(['connections', 'acme'], 'place')],
    ['of another connection', tokenFor(['tests', 'acme-2'], 'place')],
    ['of another filter', tokenFor(['tests', 'acme', 'eu'], 'place')],
    ['of a shorter list', tokenFor(['tests'], 'place')],
    ['of none', ''],
    ['of garbage', '%%%'],
    ['of JSON that is none', Buffer.from('{"a":1}').toString('base64url')],
    ['of a list that is none', Buffer.from('["place"]').toString('base64url')],
    ['whose place was changed', Buffer.from(decoded.replace('place', 'plaza')).toString('base64url')],
    ['with a character more', `${token}A`],
    ['with a space', `${token} `],
    ['in another alphabet', Buffer.from(decoded).toString('base64')],
  ])('%s is refused', (_what, nextToken) => {
    expect(readPage({ nextToken }, SCOPE, anyPlace)).toMatchObject({
      ok: false,
      failure: { code: 'invalid_request', errors: [{ parameter: 'nextToken' }] },
    });
  });

  it('is refused when its place is none of the list', () => {
    expect(readPage({ nextToken: token }, SCOPE, () => false)).toMatchObject({ failure: { code: 'invalid_request' } });
  });

  it('is refused, and never throws, whatever is made up', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (nextToken) => {
        expect(readPage({ nextToken }, SCOPE, anyPlace).ok).toBe(false);
      }),
    );
  });
});
