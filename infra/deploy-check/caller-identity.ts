/** As whom AWS knows the credentials: the one call that needs no right and changes nothing (STS GetCallerIdentity). */
import { AwsV4Signer } from 'aws4fetch';
import * as z from 'zod/mini';
import { credentialsFor } from '../api-client/credentials.ts';
import type { Finding } from './checks.ts';

const identity = z.object({
  GetCallerIdentityResponse: z.object({
    GetCallerIdentityResult: z.object({ Account: z.string(), Arn: z.string() }),
  }),
});

const TIMEOUT_MS = 10_000;
const check = 'Credentials';

export async function callerFinding(region: string, profile: string | undefined): Promise<Finding> {
  const found = await credentialsFor({ url: '', loopback: false, gateway: null }, profile)();
  if (!found.ok) {
    return wrong(`${found.failure.detail} Sign in (aws sso login, aws configure), or say --profile.`);
  }
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint = process.env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.${suffix}`;
  const { accessKeyId, secretAccessKey, sessionToken } = found.value;
  const signer = new AwsV4Signer({
    url: `${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`,
    headers: { accept: 'application/json' },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: 'sts',
    region,
  });
  const { url, headers } = await signer.sign();
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer = identity.safeParse(await response.json().catch(() => null));
    if (!response.ok || !answer.success)
      return wrong(`AWS refuses them (STS answers ${response.status}). Sign in once more.`);
    const { Account, Arn } = answer.data.GetCallerIdentityResponse.GetCallerIdentityResult;
    return { check, right: true, detail: `${Arn}, account ${Account}` };
  } catch {
    return wrong(`STS cannot be reached at ${endpoint}, so nobody knows whether they hold.`);
  }
}

function wrong(detail: string): Finding {
  return { check, right: false, detail };
}
