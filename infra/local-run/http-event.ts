/**
 * A request as an HTTP API hands it to a Lambda function: payload format 2.0. Source: AWS, "Create AWS Lambda proxy
 * integrations for HTTP APIs".
 */
import { ACCOUNT_ID } from '../local-aws/account.ts';
import type { Route, RouteMatch } from './route-table.ts';

export interface FrontRequest {
  readonly method: string;
  readonly target: DecodedTarget;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** `HTTP/1.1`. */
  readonly protocol: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

export interface DecodedTarget {
  readonly path: string;
  /** As it came, without the `?`. */
  readonly rawQuery: string;
}

/** Whom the functions see as the caller; the local front checks no signature. */
const LOCAL_CALLER_ARN = `arn:aws:iam::${ACCOUNT_ID}:user/local`;

/**
 * Path and query of a request target. API Gateway decodes the whole path once, `%2F` included, and cuts it at a decoded `?`;
 * the query it leaves alone (live captures: hotsock/voker#8, middleapi/standard-server#93). Null when the path cannot be decoded.
 */
export function decodeTarget(target: string): DecodedTarget | null {
  const [rawPath = '', ...query] = target.split('?');
  if (!rawPath.startsWith('/')) return null;
  try {
    const [path = ''] = decodeURIComponent(rawPath).split('?');
    return { path, rawQuery: query.join('?') };
  } catch {
    return null;
  }
}

/** The event for the function. What API Gateway leaves out when it is empty, is undefined here, and so not in its JSON. */
export function httpEvent(request: FrontRequest, { route, pathParameters }: RouteMatch<Route>) {
  const { cookies, headers } = readHeaders(request.rawHeaders);
  const { text, base64 } = readBody(request.body, headers['content-type']);
  const host = headers.host?.replace(/:\d+$/, '') ?? '';
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: request.target.path,
    rawQueryString: request.target.rawQuery,
    cookies: cookies.length > 0 ? cookies : undefined,
    headers: {
      ...headers,
      'x-forwarded-for': request.sourceIp,
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: filled(joined([...new URLSearchParams(request.target.rawQuery)])),
    pathParameters: filled(pathParameters),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: 'local',
      authentication: null,
      authorizer: {
        iam: {
          accessKey: 'local',
          accountId: ACCOUNT_ID,
          callerId: 'local',
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: LOCAL_CALLER_ARN,
          userId: 'local',
        },
      },
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path: request.target.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: route.routeKey,
      stage: '$default',
      time: accessLogTime(request.receivedAt),
      timeEpoch: request.receivedAt,
    },
    body: text,
    isBase64Encoded: base64,
  };
}

/** They concern one connection only, and API Gateway does not pass them on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade']);

function readHeaders(rawHeaders: readonly string[]): { cookies: string[]; headers: Record<string, string> } {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? '']);
  }
  const cookies = pairs.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/;\s*/));
  return { cookies, headers: joined(pairs.filter(([name]) => name !== 'cookie' && !HOP_BY_HOP.has(name))) };
}

/** Values of one name are joined by commas. */
function joined(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
}

function filled<T extends object>(values: T): T | undefined {
  return Object.keys(values).length > 0 ? values : undefined;
}

/** What API Gateway hands over as text; all else, form posts and a missing type too, is base64 (measured: ministackorg/ministack#766). */
const TEXT_TYPE = /^\s*(?:text\/[^;]*|application\/(?:json|xml|javascript))\s*(?:;|$)/i;

function readBody(body: Buffer, contentType: string | undefined): { text: string | undefined; base64: boolean } {
  if (body.length === 0) return { text: undefined, base64: false };
  if (contentType !== undefined && TEXT_TYPE.test(contentType)) return { text: body.toString('utf8'), base64: false };
  return { text: body.toString('base64'), base64: true };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2026:19:03:58 +0000`. */
function accessLogTime(epochMs: number): string {
  const [date = '', time = ''] = new Date(epochMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
