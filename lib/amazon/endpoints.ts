/** The endpoints of the Selling Partner API: a closed list, since a host never comes from input. */

export const REGIONS = ['na', 'eu', 'fe'] as const;
export type Region = (typeof REGIONS)[number];

export const ENDPOINT_NAMES = ['na', 'eu', 'fe', 'na-sandbox', 'eu-sandbox', 'fe-sandbox'] as const;
export type EndpointName = (typeof ENDPOINT_NAMES)[number];

export const DEFAULT_ENDPOINT: EndpointName = 'na';

export interface Marketplace {
  readonly id: string;
  /** As Amazon writes it: `UK`, not ISO `GB`. */
  readonly country: string;
}

export interface Endpoint {
  readonly endpoint: EndpointName;
  readonly region: Region;
  readonly sandbox: boolean;
  readonly label: string;
  /** Short name for a sentence: "North America", "Europe (sandbox)". */
  readonly title: string;
  readonly host: string;
  readonly baseUrl: string;
  readonly marketplaces: readonly Marketplace[];
}

/** The LWA token endpoint's host, one for every region and for the sandboxes (Amazon: Connecting to the SP-API). */
export const LWA_HOST = 'api.amazon.com';

const REGION_NAMES: Record<Region, { title: string; label: string }> = {
  na: { title: 'North America', label: 'North America (Canada, US, Mexico, and Brazil marketplaces)' },
  eu: {
    title: 'Europe',
    label:
      'Europe (Ireland, Spain, UK, France, Belgium, Netherlands, Germany, Italy, Sweden, South Africa, Poland, Egypt, Turkey, Saudi Arabia, UAE, and India marketplaces)',
  },
  fe: { title: 'Far East', label: 'Far East (Singapore, Australia, and Japan marketplaces)' },
};

/** Source: Amazon, "Marketplace IDs". */
const MARKETPLACES: Record<Region, readonly Marketplace[]> = {
  na: [
    { id: 'A2EUQ1WTGCTBG2', country: 'CA' },
    { id: 'ATVPDKIKX0DER', country: 'US' },
    { id: 'A1AM78C64UM0Y8', country: 'MX' },
    { id: 'A2Q3Y263D00KWC', country: 'BR' },
  ],
  eu: [
    { id: 'A28R8C7NBKEWEA', country: 'IE' },
    { id: 'A1RKKUPIHCS9HS', country: 'ES' },
    { id: 'A1F83G8C2ARO7P', country: 'UK' },
    { id: 'A13V1IB3VIYZZH', country: 'FR' },
    { id: 'AMEN7PMS3EDWL', country: 'BE' },
    { id: 'A1805IZSGTT6HS', country: 'NL' },
    { id: 'A1PA6795UKMFR9', country: 'DE' },
    { id: 'APJ6JRA9NG5V4', country: 'IT' },
    { id: 'A2NODRKZP88ZB9', country: 'SE' },
    { id: 'AE08WJ6YKNBMC', country: 'ZA' },
    { id: 'A1C3SOZRARQ6R3', country: 'PL' },
    { id: 'ARBP9OOSHTCHU', country: 'EG' },
    { id: 'A33AVAJ2PDY3EV', country: 'TR' },
    { id: 'A17E79C6D8DWNP', country: 'SA' },
    { id: 'A2VIGQ35RCS4UG', country: 'AE' },
    { id: 'A21TJRUUN4KGV', country: 'IN' },
  ],
  fe: [
    { id: 'A19VAU5U5O7RUS', country: 'SG' },
    { id: 'A39IBJ37TRP1C6', country: 'AU' },
    { id: 'A1VC38T7YXB528', country: 'JP' },
  ],
};

function describe(region: Region, sandbox: boolean): Endpoint {
  const { title, label } = REGION_NAMES[region];
  const host = `${sandbox ? 'sandbox.' : ''}sellingpartnerapi-${region}.amazon.com`;
  return {
    endpoint: sandbox ? `${region}-sandbox` : region,
    region,
    sandbox,
    title: sandbox ? `${title} (sandbox)` : title,
    label: sandbox ? `${label.replace(' (', ' Sandbox (')}` : label,
    host,
    baseUrl: `https://${host}`,
    marketplaces: MARKETPLACES[region],
  };
}

/** Every endpoint, in the order in which a form lists them. Hosts: Amazon, "SP-API endpoints". */
export const ENDPOINTS: readonly Endpoint[] = [
  ...REGIONS.map((region) => describe(region, false)),
  ...REGIONS.map((region) => describe(region, true)),
];

const BY_NAME = Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint.endpoint, endpoint])) as Record<
  EndpointName,
  Endpoint
>;

export function endpointOf(name: EndpointName): Endpoint {
  return BY_NAME[name];
}

export function productionEndpointOf(region: Region): Endpoint {
  return BY_NAME[region];
}

export function sandboxEndpointOf(region: Region): Endpoint {
  return BY_NAME[`${region}-sandbox`];
}

export function isEndpointName(value: unknown): value is EndpointName {
  return typeof value === 'string' && Object.hasOwn(BY_NAME, value);
}

/**
 * The endpoint that somebody meant who wrote a country, a marketplace id or capitals (`UK`, `GB`, `ATVPDKIKX0DER`, `EU`),
 * so that a refusal can name the right one. Null when nothing fits.
 */
export function endpointMeantBy(text: string): EndpointName | null {
  const wanted = text.trim();
  const lower = wanted.toLowerCase();
  if (isEndpointName(lower)) return lower;
  const upper = wanted.toUpperCase();
  const country = upper === 'GB' ? 'UK' : upper;
  for (const region of REGIONS) {
    if (MARKETPLACES[region].some((marketplace) => marketplace.id === upper || marketplace.country === country)) {
      return region;
    }
  }
  return null;
}
