/**
 * What somebody writes who hands out access tokens from a Lambda function with the usual parts, imported as their own
 * documentation does: one token for one connection, remembered. Nothing of ours.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { request } from 'undici';
import { z } from 'zod';

const logger = new Logger({ serviceName: 'plain' });
const metrics = new Metrics({ namespace: 'Plain', serviceName: 'plain' });
const secrets = new SecretsManagerClient();

const Path = z.object({ connectionId: z.string().regex(/^[a-z0-9-]+$/) });
const Secret = z.object({ lwaClientId: z.string(), lwaClientSecret: z.string(), lwaRefreshToken: z.string() });
const Token = z.object({ access_token: z.string(), expires_in: z.number() });

const tokens = new Map<string, { accessToken: string; expiresAt: number }>();

async function exchange(connectionId: string) {
  const SecretId = `${process.env.CONNECTIONS_PREFIX}${connectionId}`;
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const secret = Secret.parse(JSON.parse(SecretString));
  const { body } = await request(`${process.env.AMAZON_LOOPBACK_ORIGIN}/auth/o2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: secret.lwaRefreshToken,
      client_id: secret.lwaClientId,
      client_secret: secret.lwaClientSecret,
    }).toString(),
  });
  const { access_token, expires_in } = Token.parse(await body.json());
  return { accessToken: access_token, expiresAt: Date.now() + expires_in * 1_000 };
}

export const handler = middy(async (event: APIGatewayProxyEventV2) => {
  const { connectionId } = Path.parse(event.pathParameters);
  const known = tokens.get(connectionId);
  const token = known && known.expiresAt > Date.now() + 60_000 ? known : await exchange(connectionId);
  tokens.set(connectionId, token);
  logger.info('token', { connectionId });
  metrics.addMetric('Tokens', MetricUnit.Count, 1);
  return { statusCode: 200, body: JSON.stringify(token) };
})
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics));
