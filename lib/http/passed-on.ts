import { LAMBDA_PAYLOAD_BYTES } from '../payload-limit.ts';
import type { RouteAnswer } from './api-answer.ts';

const TEXT_TYPES = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml)\b|application\/x-www-form-urlencoded\b)/i;

/**
 * An answer that is not ours, byte for byte: as text where it is one, else as base64. Null when it is larger than a function
 * may return; `body` is null when it was too large to be read.
 */
export function passedOn(status: number, body: Uint8Array | null, headers: Record<string, string>): RouteAnswer | null {
  if (!body) return null;
  const text = isText(headers, body) ? asText(body) : null;
  if (text !== null) {
    const passed = { statusCode: status, headers, body: text, isBase64Encoded: false };
    if (!isTooLarge(passed, body.byteLength)) return { passed };
  }
  // Also for a text that JSON makes longer than base64 does: one full of tabs and quotation marks.
  const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  const passed = { statusCode: status, headers, body: base64, isBase64Encoded: true };
  return isTooLarge(passed, body.byteLength) ? null : { passed };
}

/** JSON may write a byte as six characters at worst: what is far below the limit need not be measured. */
function isTooLarge(passed: object, bodyBytes: number): boolean {
  return (
    bodyBytes * 6 > LAMBDA_PAYLOAD_BYTES - 64 * 1024 && Buffer.byteLength(JSON.stringify(passed)) > LAMBDA_PAYLOAD_BYTES
  );
}

/** An empty body counts as text, whatever its type. */
function isText(headers: Record<string, string>, body: Uint8Array): boolean {
  return body.byteLength === 0 || (!headers['content-encoding'] && TEXT_TYPES.test(headers['content-type'] ?? ''));
}

/** Null for bytes that would not come out of a text as they went in. */
function asText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
