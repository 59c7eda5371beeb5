import * as z from 'zod/mini';
import { AwsError, notAuthorized } from '../aws-error.ts';
import { parseInput, validationException } from '../input.ts';
import { objectMembers, textMember } from '../json-peek.ts';
import { jsonService } from '../json-service.ts';
import type { Service } from '../service.ts';
import type { EventStore } from './event-store.ts';
import { putEvents } from './put-events.ts';

const CreateEventBusRequest = z.object({
  Name: z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^[.\-_A-Za-z0-9]+$/)),
});

/** Amazon EventBridge as far as this project uses it: buses, and events put on them. Rules and targets are not looked at. */
export function eventBridge(store: EventStore): Service {
  return jsonService({
    name: 'events',
    target: 'AWSEvents',
    version: '1.1',
    operations: {
      CreateEventBus(input) {
        const { Name } = parseInput(CreateEventBusRequest, input, validationException);
        return { EventBusArn: store.createBus(Name) };
      },
      PutEvents: (input) => putEvents(store, input),
    },
    resourceOf(input) {
      const buses = objectMembers(input, 'Entries').map((entry) => textMember(entry, 'EventBusName') ?? 'default');
      return buses.length === 0 ? textMember(input, 'Name') : [...new Set(buses)].join(',');
    },
    faultError(fault, operation, resource) {
      switch (fault) {
        case 'throttled':
          return new AwsError('ThrottlingException', 'Rate exceeded');
        case 'access-denied':
          return new AwsError('AccessDeniedException', notAuthorized(`events:${operation}`, resource));
        case 'internal-error':
          return new AwsError('InternalException', 'An internal error occurred.', 500);
      }
    },
    failedEntries(operation, input) {
      if (operation !== 'PutEvents') return null;
      const Entries = objectMembers(input, 'Entries').map(() => ({
        ErrorCode: 'InternalFailure',
        ErrorMessage: 'The request processing has failed because of an unknown error, exception or failure.',
      }));
      return { FailedEntryCount: Entries.length, Entries };
    },
  });
}
