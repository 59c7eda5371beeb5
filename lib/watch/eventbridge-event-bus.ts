import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { AwsServiceError, asked } from '../aws/service-error.ts';
import { EVENT_SOURCE, type EventBus } from './events.ts';

export function eventBridgeEventBus(client: EventBridgeClient, busName: string): EventBus {
  return {
    async put(detailType, detail) {
      const entry = {
        EventBusName: busName,
        Source: EVENT_SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      };
      const answer = await asked('events:PutEvents', client.send(new PutEventsCommand({ Entries: [entry] })));
      // A refused entry comes with status 200: only the count tells.
      if (answer.FailedEntryCount) {
        throw new AwsServiceError('events:PutEvents', answer.Entries?.[0]?.ErrorCode ?? 'unknown');
      }
    },
  };
}
