/** A request as it is sent, made by the very builders of the test, with words in place of what is secret. */
import { type EndpointName, endpointOf } from '../../lib/amazon/endpoints.ts';
import { feedsRequest } from '../../lib/amazon/feeds.ts';
import { sellerTokenRequest } from '../../lib/amazon/lwa.ts';
import { Secret } from '../../lib/secret.ts';
import { shown } from './shown.ts';

const REDACTED = new Secret('[redacted]');

export function requestText(
  name: 'token-exchange' | 'get-feeds',
  lwaClientId: string,
  endpoint: EndpointName,
): string[] {
  const { method, url, headers, body } =
    name === 'get-feeds'
      ? feedsRequest(endpointOf(endpoint), REDACTED)
      : sellerTokenRequest({ lwaClientId, lwaClientSecret: REDACTED, lwaRefreshToken: REDACTED });
  return [
    `${method} ${url}`,
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
    ...(body === undefined ? [] : ['', readable(body)]),
  ];
}

/** The form, without the encoding that makes a redaction hard to recognize. */
function readable(form: string): string {
  return [...new URLSearchParams(form)].map(([name, value]) => `${name}=${shown(value)}`).join('&');
}
