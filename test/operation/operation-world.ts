/** An operation with everything around it in a test's hands: Amazon's answers, the token broker's world, the clock. */
import type { Invocation } from '../../lib/invocation.ts';
import type {
  OperationAnswer,
  OperationHttp,
  OperationRequest,
  OperationTransmission,
  SentOperation,
} from '../../lib/operation/operation-http.ts';
import { type Operation, performOperation } from '../../lib/operation/perform-operation.ts';
import { issued } from '../token/amazon-by-script.ts';
import { brokerWorld } from '../token/broker-world.ts';

/** What the SP-API does with a request; `index` counts from 0. May move the clock. */
export type SpApiScript = (
  request: OperationRequest,
  index: number,
  timeoutMs: number,
) => SentOperation | Promise<SentOperation>;

class SpApiByScript implements OperationHttp {
  readonly requests: OperationRequest[] = [];
  script: SpApiScript;

  constructor(script: SpApiScript) {
    this.script = script;
  }

  get tokens(): (string | undefined)[] {
    return this.requests.map(({ headers }) => headers['x-amz-access-token']);
  }

  async send(request: OperationRequest, timeoutMs: number): Promise<OperationTransmission> {
    const index = this.requests.push(request) - 1;
    return { outcome: await this.script(request, index, timeoutMs), sent: 1 };
  }
}

/** The connection `acme`, whose tokens are `Atza|1`, `Atza|2` … in the order of their exchange. */
export function operationWorld(spApiScript: SpApiScript = () => answered(200)) {
  let exchanges = 0;
  const world = brokerWorld(() => {
    exchanges += 1;
    return issued(`Atza|${exchanges}`);
  });
  world.store.save('acme', 'v1');
  const spApi = new SpApiByScript(spApiScript);
  const dependencies = { http: spApi, broker: world.broker, clock: world.clock };
  const perform = (operation: Partial<Operation> = {}, during: Invocation = world.invocation()) =>
    performOperation(dependencies, { ...GET_ORDERS, ...operation }, during);
  return { ...world, spApi, dependencies, perform };
}

const GET_ORDERS: Operation = {
  connectionId: 'acme',
  method: 'GET',
  path: '/orders/v0/orders',
  rawQuery: '',
  headers: {},
  body: null,
};

export function answered(
  status: number,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): OperationAnswer {
  return { kind: 'answer', status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** Amazon's 403, in which `details` alone tells the cause. */
export function refused(details: string): OperationAnswer {
  const message = 'Access to requested resource is denied.';
  return answered(403, { errors: [{ code: 'Unauthorized', message, details }] }, { 'x-amzn-requestid': 'of-the-403' });
}

export const EXPIRED = 'The access token you provided has expired.';
export const REVOKED = 'The access token you provided is revoked, malformed or invalid.';
export const SECRET_EXPIRED = 'The LWA secret token you provided has expired.';
