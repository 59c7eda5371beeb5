import { randomUUID } from 'node:crypto';
import dynalite from 'dynalite';
import { Pool } from 'undici';
import { listenOnLoopback, stopListening } from '../../loopback-server/listen.ts';
import { ACCOUNT_ID, REGION } from '../account.ts';
import { notAuthorized } from '../aws-error.ts';
import { isObject, jsonOrNull, textMember } from '../json-peek.ts';
import type { Answer, Service, ServiceFault, ServiceRequest } from '../service.ts';

/**
 * DynamoDB by dynalite, in memory, on a loopback port of its own: requests are handed on as they came, so that what answers
 * is dynalite and nothing of ours. It has no transactions, and its expired items stay (no time to live).
 */
export async function dynamodb(): Promise<Service> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const pool = new Pool(await listenOnLoopback(server, 0), { connections: MAX_CONNECTIONS });
  return {
    name: 'dynamodb',
    target: 'DynamoDB_20120810',
    answer: (request) => handOn(pool, request),
    faultAnswer,
    resourceOf: (body) => tablesOf(jsonOrNull(body)),
    async close() {
      await pool.close();
      await stopListening(server);
    },
  };
}

const MAX_CONNECTIONS = 32;
const FORWARDED = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'];
const TOLD = ['content-type', 'x-amz-crc32', 'x-amzn-requestid'];

async function handOn(pool: Pool, { headers, body }: ServiceRequest): Promise<Answer> {
  const forwarded = FORWARDED.map((name) => [name, headers[name]] as const).filter(
    (header): header is readonly [string, string] => typeof header[1] === 'string',
  );
  const response = await pool.request({ method: 'POST', path: '/', headers: Object.fromEntries(forwarded), body });
  const answered = Buffer.from(await response.body.arrayBuffer());
  const told = Object.entries(response.headers).filter(
    (header): header is [string, string] => typeof header[1] === 'string' && TOLD.includes(header[0]),
  );
  const error = response.statusCode === 200 ? 'ok' : (textMember(jsonOrNull(answered), '__type') ?? 'unknown');
  return {
    status: response.statusCode,
    headers: Object.fromEntries(told),
    body: answered,
    outcome: error.slice(error.lastIndexOf('#') + 1),
  };
}

function tablesOf(input: unknown): string | null {
  const requested = isObject(input) ? input.RequestItems : undefined;
  return textMember(input, 'TableName') ?? (isObject(requested) ? Object.keys(requested).join(',') : null);
}

/** What DynamoDB did not come to, it answers as it was asked: for a batch that is no error. */
const LEFT: Readonly<Record<string, string>> = { BatchGetItem: 'UnprocessedKeys', BatchWriteItem: 'UnprocessedItems' };

function faultAnswer(fault: ServiceFault, { operation, body }: ServiceRequest): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
  const error = (type: string, message: string, status = 400): Answer => ({
    status,
    headers,
    body: JSON.stringify({ __type: type, message }),
    outcome: type.slice(type.lastIndexOf('#') + 1),
  });
  switch (fault) {
    case 'throttled':
      return error(
        'com.amazon.coral.availability#ThrottlingException',
        'Rate of requests exceeds the allowed throughput.',
      );
    case 'access-denied': {
      const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${tablesOf(jsonOrNull(body)) ?? ''}`;
      return error('com.amazon.coral.service#AccessDeniedException', notAuthorized(`dynamodb:${operation}`, table));
    }
    case 'internal-error':
      return error(
        'com.amazonaws.dynamodb.v20120810#InternalServerError',
        'The request processing has failed because of an unknown error, exception or failure.',
        500,
      );
    case 'entries-fail': {
      const input = jsonOrNull(body);
      const left = LEFT[operation];
      if (!left || !isObject(input)) throw new Error(`dynamodb.${operation} has no entries that could fail`);
      return { status: 200, headers, body: JSON.stringify({ [left]: input.RequestItems }), outcome: fault };
    }
  }
}
