/** Every call that a function makes in a test, held against what the template allows to its role. */
import type { Call } from '../../infra/local-aws/calls.ts';
import type { LocalAws } from '../../infra/local-aws/local-aws.ts';
import { many, statementsOf } from '../template/granted-rights.ts';
import { deployment, functions, lambdaFunctions } from '../template/stack.ts';

/** What stands in a test for the resources of the template. */
export interface StandIns {
  /** The prefix of the connections. */
  readonly secrets: string;
  readonly table: string;
  readonly queue: string;
  readonly bus: string;
}

/** The access key of a function: the clients of a test itself have others. */
export function accessKeyOf(functionName: string): string {
  return `key-of-${functionName}`;
}

/** Listens from now on. Answers what was called without a right, also later: `operations: sqs:SendMessage on tests`. */
export function holdToRoles(aws: LocalAws, standIns: StandIns): ReadonlySet<string> {
  const granted = grantedByKey(standIns);
  const beyond = new Set<string>();
  aws.onCall((call, phase) => {
    const ofCaller = granted.get(call.caller ?? '');
    if (phase === 'after' || ofCaller === undefined) return;
    const action = actionOf(call);
    const allowed = ofCaller.rights.some((right) => right.action === action && isLike(call.resource, right.resource));
    if (!allowed) beyond.add(`${ofCaller.name}: ${action} on ${call.resource ?? '*'}`);
  });
  return beyond;
}

interface Right {
  readonly action: string;
  readonly resource: string;
}

function grantedByKey({ secrets, table, queue, bus }: StandIns) {
  const context = deployment({ ConnectionsPrefix: secrets });
  const own = { 'TestResultsTable.Arn': table, 'TestQueue.Arn': queue, 'EventBus.Arn': bus };
  const deployed = { ...context, attributes: { ...context.attributes, ...own } };
  const statements = Object.fromEntries(statementsOf(deployed));
  const lambdas = lambdaFunctions(deployed);
  return new Map(
    functions.map(({ name, logicalId }) => {
      const role = String(lambdas[logicalId]?.Role).replace(/\.Arn$/, '');
      const rights = (statements[role] ?? []).flatMap(({ Action, Resource }) =>
        many(Action).flatMap((action) =>
          many(Resource).map((resource): Right => ({ action: String(action), resource: String(resource) })),
        ),
      );
      return [accessKeyOf(name), { name, rights }];
    }),
  );
}

/** The batches of SQS have no action of their own. */
function actionOf({ service, operation }: Call): string {
  return `${service}:${service === 'sqs' ? operation.replace(/Batch$/, '') : operation}`;
}

/** A secret is called by its name or its ARN. */
function isLike(resource: string | null, granted: string): boolean {
  const [named, pattern] = [resource ?? '', granted].map((text) => text.replace(/^arn:.*:secret:/, ''));
  return pattern?.endsWith('*') ? Boolean(named?.startsWith(pattern.slice(0, -1))) : named === pattern;
}
