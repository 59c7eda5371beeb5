/** getFeeds, `GET /feeds/2021-06-30/feeds`: rules of the Feeds model, wire texts as recorded in public issues. */
import type { Answer } from './answer.ts';
import { badRequest, couldNotMatch, success } from './sp-api-answers.ts';
import type { SpApiCall } from './sp-api-call.ts';

const STATUSES: ReadonlySet<string> = new Set(['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE']);
const LIST_LIMIT = 10;
const PAGE_LIMIT = 100;
const HOUR_MS = 3_600_000;

export function getFeeds(call: SpApiCall): Answer {
  const query = new URLSearchParams(call.query);
  const names = [...new Set(query.keys())];
  if (query.has('nextToken')) {
    const others = names.filter((name) => name !== 'nextToken');
    return others.length > 0
      ? invalidInput(call, 'NextToken cannot be specified with other input parameters', named(others))
      : // No answer here is long enough for a second page, so no token can be one of ours.
        invalidInput(call, INVALID, named(['nextToken']));
  }
  if (!query.get('feedTypes'))
    return invalidInput(call, 'One or more required parameters missing', named(['feedTypes']));
  const wrong = names.filter((name) => !isValid(name, query.get(name) ?? ''));
  if (wrong.length > 0) return invalidInput(call, INVALID, named(wrong));
  return success(call.requestId, { feeds: feedsOf(call).filter((feed) => matches(feed, query)) }, call.rate);
}

/** The two cases of the Feeds model (`x-amzn-api-sandbox`). Any order; values as recorded, with a bare comma. */
export function getFeedsInSandbox(call: SpApiCall): Answer {
  switch (call.query.split('&').sort().join('&')) {
    case 'feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE':
      return success(call.requestId, CANNED_FEEDS, call.rate);
    case 'feedTypes=POST_PRODUCT_DATA&processingStatuses=BAD_VALUE,DONE':
      return badRequest(call.requestId, CANNED_ERROR, call.rate);
    default:
      return couldNotMatch(call.requestId, call.rate);
  }
}

const CANNED_FEEDS = {
  feeds: [
    {
      feedId: 'FeedId1',
      feedType: 'POST_PRODUCT_DATA',
      createdTime: '2024-03-11T13:16:24.630Z',
      processingStatus: 'CANCELLED',
      processingStartTime: '2024-03-11T13:16:24.630Z',
      processingEndTime: '2024-03-11T13:16:24.630Z',
    },
  ],
  nextToken: 'VGhpcyB0b2tlbiBpcyBvcGFxdWUgYW5kIGludGVudGlvbmFsbHkgb2JmdXNjYXRlZA==',
};

const CANNED_ERROR = { code: '400', message: 'Invalid input', details: 'Dates were not provided' };

/** The model's description of a 400; Amazon's wording for a wrong value is not known. */
const INVALID = 'Request has missing or invalid parameters and cannot be parsed.';

function invalidInput(call: SpApiCall, message: string, details: string): Answer {
  return badRequest(call.requestId, { code: 'InvalidInput', message, details }, call.rate);
}

function named(parameters: readonly string[]): string {
  return parameters.map((name) => `${name};`).join('');
}

function isValid(name: string, value: string): boolean {
  const entries = value.split(',');
  switch (name) {
    case 'feedTypes':
    case 'marketplaceIds':
      return entries.length <= LIST_LIMIT && entries.every((entry) => entry !== '');
    case 'processingStatuses':
      return entries.every((entry) => STATUSES.has(entry));
    case 'pageSize':
      return /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= PAGE_LIMIT;
    case 'createdSince':
    case 'createdUntil':
      return !Number.isNaN(Date.parse(value));
    default:
      return true;
  }
}

interface Feed {
  readonly feedId: string;
  readonly feedType: string;
  readonly marketplaceIds: readonly string[];
  readonly createdTime: string;
  readonly processingStatus: string;
  readonly processingStartTime: string;
  readonly processingEndTime: string;
  readonly resultFeedDocumentId: string;
}

function feedsOf({ token, endpoint, now }: SpApiCall): Feed[] {
  if (!token.owner.account.recentFeed) return [];
  const createdTime = new Date(now - HOUR_MS).toISOString();
  return [
    {
      feedId: '50000000001',
      feedType: 'JSON_LISTINGS_FEED',
      marketplaceIds: endpoint.marketplaces.slice(0, 1).map(({ id }) => id),
      createdTime,
      processingStatus: 'DONE',
      processingStartTime: createdTime,
      processingEndTime: createdTime,
      resultFeedDocumentId: 'amzn1.tortuga.4.na.simulated',
    },
  ];
}

function matches(feed: Feed, query: URLSearchParams): boolean {
  const among = (name: string, values: readonly string[]) => {
    const wanted = query.get(name)?.split(',');
    return !wanted || values.some((value) => wanted.includes(value));
  };
  const createdAt = Date.parse(feed.createdTime);
  return (
    among('feedTypes', [feed.feedType]) &&
    among('marketplaceIds', feed.marketplaceIds) &&
    among('processingStatuses', [feed.processingStatus]) &&
    createdAt >= Date.parse(query.get('createdSince') ?? '1970-01-01') &&
    createdAt <= Date.parse(query.get('createdUntil') ?? '9999-12-31')
  );
}
