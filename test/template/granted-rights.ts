import type { ResolveContext } from '../../infra/template/resolve.ts';
import { isList, listAt, mapAt, type TemplateMap, type TemplateValue } from '../../infra/template/values.ts';
import { resourcesOf } from './stack.ts';

/** The statements of each role, by its logical id. */
export function statementsOf(context: ResolveContext): [string, TemplateMap[]][] {
  return Object.entries(resourcesOf('AWS::IAM::Role', context)).map(([role, properties]) => [
    role,
    listAt(properties.Policies, role).flatMap((policy) =>
      listAt(mapAt(mapAt(policy, role).PolicyDocument, role).Statement, role).map((statement) =>
        mapAt(statement, role),
      ),
    ),
  ]);
}

/** IAM takes one or a list. */
export function many(value: TemplateValue | undefined): readonly TemplateValue[] {
  return isList(value) ? value : [value ?? null];
}

/** Action, resource and condition of each right that a statement grants: `sqs:SendMessage on TestQueue.Arn`. */
export function rights(statement: TemplateMap): string[] {
  const conditions = Object.entries(mapAt(statement.Condition, 'Condition')).flatMap(([operator, keys]) =>
    Object.entries(mapAt(keys, operator)).map(([key, values]) => `if ${operator} ${key} ${many(values).join(' or ')}`),
  );
  return many(statement.Action).flatMap((action) =>
    many(statement.Resource).map((resource) => [`${action} on ${resource}`, ...conditions].join(' ')),
  );
}
