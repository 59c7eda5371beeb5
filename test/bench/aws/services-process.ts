/** The local AWS services, with connections in them and a clock that can be made to run faster. */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pMap from 'p-map';
import * as z from 'zod/mini';
import { startLocalAws } from '../../../infra/local-aws/local-aws.ts';
import { createResultsTable } from '../../local-aws/results-table.ts';
import { CREDENTIALS } from '../peers/client.ts';
import { optionsOfHelper, serveAsHelper } from '../processes.ts';

const connections = z
  .array(z.object({ connectionId: z.string(), refreshToken: z.string() }))
  .parse(await optionsOfHelper());

const PREFIX = '/selling-partner-connections/bench/';
const SAVED_AT_ONCE = 20;
const WAKE_MS = 10;

const startsAt = Date.now();
let released: { readonly at: number; readonly timesAsFast: number } | null = null;
const clock = () => (released ? startsAt + (Date.now() - released.at) * released.timesAsFast : startsAt);

const aws = await startLocalAws({ clock });
await createResultsTable(aws.endpoint, 'results');
aws.createEventBus('bus');
const queueUrl = aws.createQueue('tests', { VisibilityTimeout: '380' });

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const secrets = new SecretsManagerClient({ endpoint: aws.endpoint, region: 'eu-west-1', credentials });
await pMap(
  connections,
  ({ connectionId, refreshToken }) =>
    secrets.send(
      new CreateSecretCommand({
        Name: `${PREFIX}${connectionId}`,
        Description: JSON.stringify({ endpoint: 'eu' }),
        SecretString: JSON.stringify({
          endpoint: 'eu',
          lwaClientId: CREDENTIALS.clientId,
          lwaClientSecret: CREDENTIALS.clientSecret,
          lwaRefreshToken: refreshToken,
        }),
      }),
    ),
  { concurrency: SAVED_AT_ONCE },
);
secrets.destroy();

const { endpoint } = aws;
serveAsHelper({ endpoint, prefix: PREFIX, table: 'results', bus: 'bus', queueUrl, startsAt }, (timesAsFast) => {
  released = { at: Date.now(), timesAsFast: Number(timesAsFast) };
  setInterval(() => aws.wake(), WAKE_MS);
});
