import { CreateEventBusCommand, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect } from 'vitest';
import { awsClients, type ContractTarget, type ContractTest, expectRefused, uniqueName } from './contract-target.ts';

const GOOD = { Source: 'contract', DetailType: 'Something Happened', Detail: '{"a":1}' };

export function eventsContract(target: ContractTarget, test: ContractTest): void {
  const events = () => awsClients(target.endpoint()).events;
  const createBus = async () => {
    const Name = uniqueName('contract');
    await events().send(new CreateEventBusCommand({ Name }));
    return Name;
  };
  const put = (...Entries: PutEventsRequestEntry[]) => events().send(new PutEventsCommand({ Entries }));

  describe('EventBridge', () => {
    test('events are accepted on a bus of one’s own, by name and ARN, and on the default one', async () => {
      const Name = uniqueName('contract');
      const { EventBusArn } = await events().send(new CreateEventBusCommand({ Name }));
      const answer = await put({ ...GOOD, EventBusName: Name }, { ...GOOD, EventBusName: EventBusArn }, GOOD);
      expect(answer.FailedEntryCount).toBe(0);
      expect(new Set(answer.Entries?.map(({ EventId }) => EventId)).size).toBe(3);
    });

    test('a bad entry is told in its place and does not stop the others', async () => {
      const EventBusName = await createBus();
      const required = (name: string) => ({
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      });
      const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
      const answer = await put(
        { EventBusName, DetailType: 'x', Detail: '{}' },
        { EventBusName, Source: 'x', Detail: '{}' },
        { EventBusName, Source: 'x', DetailType: 'x' },
        { EventBusName, ...GOOD, Detail: 'not JSON' },
        { EventBusName, ...GOOD },
      );
      expect(answer.FailedEntryCount).toBe(4);
      expect(answer.Entries).toMatchObject([
        required('Source'),
        required('DetailType'),
        required('Detail'),
        malformed,
        { EventId: expect.any(String) },
      ]);
    });

    test('a detail must be a JSON object', async () => {
      const answer = await put({ ...GOOD, Detail: '[1]' }, { ...GOOD, Detail: '"text"' });
      expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['MalformedDetail', 'MalformedDetail']);
    });

    test('a call has ten entries at most', async () => {
      await put(...Array.from({ length: 10 }, () => GOOD));
      await expectRefused(
        put(...Array.from({ length: 11 }, () => GOOD)),
        'ValidationException',
        /'entries' failed to satisfy constraint: Member must have length less than or equal to 10/,
      );
    });

    test('a call has 1 MiB at most', async () => {
      const rest = Buffer.byteLength(`${GOOD.Source}${GOOD.DetailType}{"a":""}`);
      const detail = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - rest) });
      expect((await put({ ...GOOD, Detail: detail(1_048_576) })).FailedEntryCount).toBe(0);
      await expectRefused(
        put({ ...GOOD, Detail: detail(1_048_577) }),
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    });

    // AWS answers a success and loses the event (aws/aws-sdk issue 186); a stand-in that did so would hide a misspelt name.
    test('a bus that is not there is told', async () => {
      await expectRefused(
        put({ ...GOOD, EventBusName: 'absent' }),
        'ResourceNotFoundException',
        'Event bus absent does not exist.',
      );
    });

    test('a bus is not created twice', async () => {
      const Name = await createBus();
      await expectRefused(
        events().send(new CreateEventBusCommand({ Name })),
        'ResourceAlreadyExistsException',
        `Event bus ${Name} already exists.`,
      );
    });
  });
}
