import fc from 'fast-check';
import type { AmazonAnswer, AmazonOutcome } from '../../lib/amazon/exchange.ts';

export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): AmazonAnswer {
  return { kind: 'answer', status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** SP-API's error list with one entry. */
export function errorList(code: string, message: string, details?: string) {
  return { errors: [{ code, message, ...(details === undefined ? {} : { details }) }] };
}

/** Every SP-API 403 has this code and message; only `details` tells them apart. */
export function refusal(details: string) {
  return errorList('Unauthorized', 'Access to requested resource is denied.', details);
}

export const HTML_OF_CLOUDFRONT =
  '<!DOCTYPE HTML><HTML><HEAD><TITLE>ERROR</TITLE></HEAD><BODY>Request blocked.</BODY></HTML>';
export const XML_OF_S3 =
  '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

const textOrAnything = fc.oneof(fc.string(), fc.anything());
const lifeOrAnything = fc.oneof(fc.integer(), fc.nat().map(String), fc.anything());
const errorCode = fc.oneof(
  fc.constantFrom('invalid_client', 'INVALID_GRANT', 'access_denied', 'server_error', '__proto__', 'toString'),
  textOrAnything,
);
const errorText = fc.oneof(
  fc.constantFrom('', 'Could not match input arguments', 'The LWA secret token you provided has expired.'),
  textOrAnything,
);
const errorEntry = fc.record({ code: textOrAnything, message: errorText, details: errorText }, { requiredKeys: [] });

/** Bodies near what Amazon says, and far from it: JSON with the members that are looked at, any JSON, any text, any bytes. */
const body = fc.oneof(
  fc
    .record(
      {
        access_token: textOrAnything,
        expires_in: lifeOrAnything,
        restrictedDataToken: textOrAnything,
        expiresIn: lifeOrAnything,
        feeds: fc.oneof(fc.array(fc.anything()), fc.anything()),
        error: errorCode,
        error_description: textOrAnything,
        errors: fc.oneof(fc.array(fc.oneof(errorEntry, fc.anything())), fc.anything()),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value, (_name, member) => (typeof member === 'bigint' ? String(member) : member))),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);

const status = fc.oneof(fc.constantFrom(200, 400, 401, 403, 429, 500), fc.integer({ min: 100, max: 999 }));

const headers = fc.dictionary(
  fc.oneof(fc.constantFrom('x-amzn-requestid', 'x-amz-rid', 'content-type', '__proto__'), fc.string()),
  fc.string(),
);

/** Anything that the port to Amazon may answer. */
export const anyOutcome: fc.Arbitrary<AmazonOutcome> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      status,
      headers,
      text: body,
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'timed_out' as const }, { kind: 'network_unreachable' as const }) },
);
