/** getMarketplaceParticipations, `GET /sellers/v1/marketplaceParticipations`: for sellers only. */
import type { Region } from '../../lib/amazon/endpoints.ts';
import type { Answer } from './answer.ts';
import { couldNotMatch, success } from './sp-api-answers.ts';
import type { SpApiCall } from './sp-api-call.ts';

export function getMarketplaceParticipations({ requestId, endpoint, token, rate }: SpApiCall): Answer {
  const payload = [participation(endpoint.region, `Store of ${token.owner.account.name}`)];
  return success(requestId, { payload }, rate);
}

/** The model's one example, for a request without parameters; the same on every sandbox host. */
export function getMarketplaceParticipationsInSandbox({ requestId, query, rate }: SpApiCall): Answer {
  if (query !== '') return couldNotMatch(requestId, rate);
  return success(requestId, { payload: [participation('na', 'BestSellerStore')] }, rate);
}

function participation(region: Region, storeName: string): object {
  return {
    marketplace: MARKETPLACES[region],
    storeName,
    participation: { isParticipating: true, hasSuspendedListings: false },
  };
}

const MARKETPLACES: Record<Region, object> = {
  na: marketplace('ATVPDKIKX0DER', 'US', 'Amazon.com', 'USD', 'en_US', 'www.amazon.com'),
  eu: marketplace('A1PA6795UKMFR9', 'DE', 'Amazon.de', 'EUR', 'de_DE', 'www.amazon.de'),
  fe: marketplace('A1VC38T7YXB528', 'JP', 'Amazon.co.jp', 'JPY', 'ja_JP', 'www.amazon.co.jp'),
};

function marketplace(
  id: string,
  countryCode: string,
  name: string,
  currency: string,
  language: string,
  domainName: string,
) {
  return { id, countryCode, name, defaultCurrencyCode: currency, defaultLanguageCode: language, domainName };
}
