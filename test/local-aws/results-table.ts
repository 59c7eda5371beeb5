import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { REGION } from '../../infra/local-aws/account.ts';
import { makeTable } from '../../infra/local-run/stack-resources.ts';
import { readTemplate } from '../../infra/template/template.ts';

/** Makes a table with the keys of the template's, at the endpoint of some DynamoDB, and resolves when it can be used. */
export async function createResultsTable(endpoint: string, name: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  await makeTable(client, name, readTemplate().resources.TestResultsTable?.properties ?? {});
  client.destroy();
}
