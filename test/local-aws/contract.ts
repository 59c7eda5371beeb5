import { describe, expect, it } from 'vitest';
import { type ContractTarget, contractTests } from './contract-target.ts';
import { eventsContract } from './events-contract.ts';
import { queuesContract } from './queues-contract.ts';
import { secretsDeletingContract } from './secrets-deleting-contract.ts';
import { secretsReadingContract } from './secrets-reading-contract.ts';
import { secretsWritingContract } from './secrets-writing-contract.ts';
import { tablesContract } from './tables-contract.ts';

/**
 * What the project takes from AWS, tried through the real SDK clients. The same tests run on our own services and on any
 * others, so that what passes here is not just our own idea of AWS.
 */
export function contract(target: ContractTarget): void {
  const { test, names } = contractTests(target);
  secretsWritingContract(target, test);
  secretsReadingContract(target, test);
  secretsDeletingContract(target, test);
  queuesContract(target, test);
  eventsContract(target, test);
  tablesContract(target, test);

  describe('the list of deviations', () => {
    it('names tests that there are', () => {
      expect(Object.keys(target.deviations).filter((name) => !names.has(name))).toEqual([]);
    });
  });
}
