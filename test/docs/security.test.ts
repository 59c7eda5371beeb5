import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rights, statementsOf } from '../template/granted-rights.ts';
import { deployment, functions } from '../template/stack.ts';
import { codeIn, PROJECT, readMarkdown, tableOf } from './markdown.ts';

const security = readMarkdown('SECURITY.md');

/** How the page calls what a right is on. */
const RESOURCES: readonly (readonly [RegExp, string])[] = [
  [/^arn:aws:secretsmanager:[^*]+\*$/, 'secrets under the prefix'],
  [/^\*$/, 'all secrets'],
  [/^TestResultsTable\.Arn$/, 'the table'],
  [/^TestQueue\.Arn$/, 'the test queue'],
  [/^PlanDeadLetterQueue\.Arn$/, 'the dead letters of `plan-tests`'],
  [/^EventBus\.Arn$/, 'the event bus'],
  [/LogGroup\.Arn$/, 'its log group'],
  [/^PlanTestsFunction\.Arn$/, '`plan-tests`'],
];

/** And how the condition that it holds under. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '': '',
  'BoolIfExists secretsmanager:ForceDeleteWithoutRecovery false': 'to be restored for seven days',
  'ForAllValues:StringNotLike dynamodb:LeadingKeys fleet#* if Null dynamodb:LeadingKeys false':
    'of connections alone, not of fleets',
  'ForAllValues:StringNotLike dynamodb:LeadingKeys fleet#states if Null dynamodb:LeadingKeys false':
    'never what is held of a fleet',
  'ForAllValues:StringEquals events:source selling-partner-connections': 'as this project alone',
};

/** What the page says that a thief cannot do, and the rights without a condition with which he could. */
const CANNOT: readonly (readonly [RegExp, RegExp])[] = [
  [/^list a connection$/, /^(?:secretsmanager:ListSecrets|dynamodb:(?:Scan|Query)) /],
  [/^list the secrets$/, /^secretsmanager:(?:ListSecrets|BatchGetSecretValue) /],
  [/^change a connection$/, /^secretsmanager:(?:Create|Put|Update|Restore|Tag)/],
  [/^delete a connection$/, /^secretsmanager:DeleteSecret /],
  [/^delete a secret beyond recall within seven days$/, /^secretsmanager:DeleteSecret /],
  [/^read secrets outside the prefix$/, /^secretsmanager:(?:Batch)?GetSecretValue on \*/],
  [/^silence whole fleets$/, /^dynamodb:(?:Put|Update|Delete|BatchWrite)/],
  [/^read a secret's value$/, /^secretsmanager:(?:Batch)?GetSecretValue /],
  [/^touch results and events$/, /^(?:dynamodb|events):/],
  [/^read anything$/, /:(?:BatchGet|Get|List|Query|Receive|Scan)/],
];

const roleNames = new Map([
  ['ScheduleRole', 'the schedule'],
  ...functions.map(({ logicalId, name }): [string, string] => [logicalId.replace(/Function$/, 'Role'), `\`${name}\``]),
]);

/** `role: action on resource (condition)` of each right, in the words of the page. */
function granted(): string[] {
  return statementsOf(deployment()).flatMap(([role, statements]) =>
    statements.flatMap(rights).map((right) => {
      const [, action = '', resource = '', condition = ''] = /^(\S+) on (\S+)(?: if (.+))?$/.exec(right) ?? [];
      const on = RESOURCES.find(([pattern]) => pattern.test(resource))?.[1];
      return `${roleNames.get(role)}: ${action} on ${on} (${CONDITIONS[condition]})`;
    }),
  );
}

/** The same, as the page says it: actions in code, then the condition behind a comma. */
function listed(): string[] {
  return tableOf(security, 'role').rows.flatMap(([role, may = '', on]) => {
    const condition = may
      .replaceAll(/`[^`]+`/g, '')
      .replace(/^[ ,]+/, '')
      .trim();
    return codeIn(may).map((action) => `${role}: ${action} on ${on} (${condition})`);
  });
}

/** `list, change or delete a connection; …` → `list a connection`, `change a connection`, … */
function deedsOf(cell = ''): string[] {
  return cell.split('; ').flatMap((part) => {
    const [, verbs = '', object = ''] = /^((?:\w+, )*\w+ or \w+|\w+) (.+)$/.exec(part) ?? [];
    return verbs.split(/, | or /).map((verb) => `${verb} ${object}`);
  });
}

describe('the page about security', () => {
  it('lists the rights of the template, each with its condition', () => {
    expect(listed().sort()).toEqual(granted().sort());
  });

  it('says of every role what a thief of it gets', () => {
    expect(
      tableOf(security, 'stolen role')
        .rows.map(([role]) => role)
        .sort(),
    ).toEqual([...roleNames.values()].sort());
  });

  it('says that a thief cannot do only what no right of the role allows', () => {
    const { rows } = tableOf(security, 'stolen role');
    const grantedTo = new Map(
      statementsOf(deployment()).map(([role, all]) => [roleNames.get(role), all.flatMap(rights)]),
    );
    const wrong = rows.flatMap(([role = '', , said], index) => {
      const cannot = said === 'the same' ? rows[index - 1]?.[2] : said;
      return deedsOf(cannot).flatMap((deed) => {
        const [, withWhich] = CANNOT.find(([pattern]) => pattern.test(deed)) ?? [];
        if (!withWhich) return [`${role}: ${deed}: unknown`];
        const unconditional = grantedTo.get(role)?.filter((right) => !right.includes(' if ')) ?? [];
        return unconditional.filter((right) => withWhich.test(right)).map((right) => `${role}: ${deed}: ${right}`);
      });
    });
    expect(wrong).toEqual([]);
  });

  it('names a test for every claim', () => {
    const claims = security.tables.filter(({ columns }) => columns.at(-1) === 'test').flatMap(({ rows }) => rows);
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.filter((cells) => codeIn(cells.at(-1)).length === 0)).toEqual([]);
  });

  it('names tests that are run', () => {
    const named = [...security.text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !path.endsWith('.test.ts') || !existsSync(join(PROJECT, path)))).toEqual([]);
  });
});
