import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Invocation } from '../invocation.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Clock } from '../time.ts';
import type { ReceivedMessage } from '../watch/run-tests.ts';
import { type ObservedContext, observed, TIMEOUT_EARLY_MS } from './observed.ts';

/** `work` answers the ids of the messages that must come again (`ReportBatchItemFailures`). */
export function queueHandler(
  { telemetry, clock }: { readonly telemetry: Telemetry; readonly clock: Clock },
  work: (messages: readonly ReceivedMessage[], invocation: Invocation) => Promise<string[]>,
) {
  return middy<SQSEvent, SQSBatchResponse, Error, ObservedContext>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
    .use(observed(telemetry, clock))
    .handler(async ({ Records }, { invocation }) => ({
      batchItemFailures: (await work(Records, invocation)).map((itemIdentifier) => ({ itemIdentifier })),
    }));
}
