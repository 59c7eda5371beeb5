import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../infra/local-aws/local-aws.ts';
import { AWS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import { createResultsTable } from '../local-aws/results-table.ts';

/** How the SDK's clients reach the local services; the rest as in the functions. */
export function localClientOptions({ endpoint }: LocalAws) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { ...AWS_CLIENT_OPTIONS, endpoint, region: 'eu-west-1', credentials };
}

/** A table of its own for a test. */
export async function localTable(aws: LocalAws): Promise<{ client: DynamoDBClient; table: string }> {
  const table = `results-${randomUUID()}`;
  await createResultsTable(aws.endpoint, table);
  return { client: new DynamoDBClient(localClientOptions(aws)), table };
}
