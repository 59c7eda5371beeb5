/** Calls of the API as cells make them, and what is promised of them when a service fails. */
import { expect } from 'vitest';
import { apiEvent } from '../functions/api-event.ts';
import type { Role, WithoutService } from './aws-cells.ts';
import { type ApiEnding, apiEnding } from './ending.ts';
import type { Cell, Observation } from './matrix.ts';

export const ONE = '/connections/{connectionId}';

interface Asked {
  readonly prepared?: Cell['prepared'];
  readonly body?: (cellId: string) => unknown;
  /** How it ends when nothing is wrong. */
  readonly ending: Partial<ApiEnding>;
  /** How it ends once all is well again, after what is there then; as ever unless said. */
  readonly again?: (faulty: Observation) => Partial<ApiEnding>;
}

export function apiRoute(routeKey: string, { prepared = 'saved', body, ending, again }: Asked): Cell {
  return {
    what: `${routeKey} of one that is ${prepared}`,
    prepared,
    event: (connectionId) =>
      apiEvent({ routeKey, connectionId, requestId: connectionId, ...(body && { body: body(connectionId) }) }),
    check: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(ending),
    checkAgain: ({ invoked }, faulty) => expect(apiEnding(invoked)).toMatchObject(again?.(faulty) ?? ending),
  };
}

const PROMISED: Record<Role, (usual: Partial<ApiEnding>) => object> = {
  needed: () => ({ status: 503, code: 'storage_unavailable', retryAfter: expect.stringMatching(/^\d+$/) }),
  unneeded: (usual) => usual,
  'after-write': () => ({
    status: expect.toBeOneOf([200, 201]),
    code: null,
    warnings: expect.arrayContaining(['test_not_recorded']),
  }),
};

/** `usual` is how the route ends when a service fails that it does not need. */
export function withoutService(usual: Partial<ApiEnding>): WithoutService {
  return (role, timedOut, invoked) => {
    const ending = apiEnding(invoked);
    const promised = timedOut ? { status: 504, code: 'timed_out' } : PROMISED[role](usual);
    expect(ending).toMatchObject(promised);
  };
}
