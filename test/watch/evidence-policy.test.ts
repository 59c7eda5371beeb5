import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import { evidencePolicy } from '../../lib/watch/evidence-policy.ts';
import { type FleetScope, type FleetState, scopeKey } from '../../lib/watch/fleet-state.ts';
import { connectionOf } from '../token/broker-world.ts';
import { minute } from './fixtures.ts';

const { settings } = connectionOf('acme', 'v1', 'eu', 'app');

function storeWith(states: Record<string, FleetState['state']>, asked: string[] = []) {
  const unused = () => Promise.reject(new Error('not asked for'));
  return {
    members: unused,
    known: unused,
    claimChange: unused,
    replaceState: unused,
    async state(scope: FleetScope): Promise<FleetState | null> {
      asked.push(scopeKey(scope));
      const state = states[scopeKey(scope)];
      return state ? { state, since: minute(0) } : null;
    },
  };
}

describe('Amazon is asked for evidence', () => {
  it.each([
    ['when nothing was ever wrong with its fleets', {}, true],
    ['when its fleets are normal', { 'endpoint#eu': 'normal', 'client#app': 'normal' }, true],
    ['not while its endpoint is failing', { 'endpoint#eu': 'failing' }, false],
    ['not while its client id is failing', { 'endpoint#eu': 'normal', 'client#app': 'failing' }, false],
    ['while other fleets are failing', { 'endpoint#na': 'failing', 'client#other': 'failing' }, true],
  ] as const)('%s', async (_when, states, expected) => {
    expect(await evidencePolicy(true, storeWith(states))(settings)).toBe(expected);
  });

  it('never when that is switched off, and the table is not asked', async () => {
    const asked: string[] = [];
    expect(await evidencePolicy(false, storeWith({}, asked))(settings)).toBe(false);
    expect(asked).toEqual([]);
  });

  it('when the table cannot tell; a bug of ours is not taken for that', async () => {
    const failing = (error: Error) => ({ ...storeWith({}), state: () => Promise.reject(error) });
    const unavailable = new AwsServiceError('dynamodb:GetItem', 'ThrottlingException');
    expect(await evidencePolicy(true, failing(unavailable))(settings)).toBe(true);
    await expect(evidencePolicy(true, failing(new TypeError('bug')))(settings)).rejects.toThrow('bug');
  });
});
