import { paragraph } from '../../terminal/paragraph.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { sumsOf, TEST_COLUMNS, testRow } from '../../verdicts/test-table.ts';
import { allConnections, type FilterOptions, filterOf } from '../all-connections.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT, type ExitCode, Refusal } from '../exit-code.ts';
import { withFilters } from '../filter-options.ts';
import { answerText, jsonText } from '../json-text.ts';
import { refuse, wordsOf } from '../refusals.ts';
import type { Session } from '../session.ts';
import { type FleetTest, fleetExitCode, isGone, testFleet, verdictExitCode } from '../test-fleet.ts';
import { testText } from '../test-text.ts';
import { examples, type Verb } from '../verb.ts';

interface TestOptions extends FilterOptions {
  readonly all?: boolean;
}

export const test: Verb = (spc, run) => {
  withFilters(spc.command('test').argument('[id]', 'id of the connection', connectionId))
    .description(
      'test one connection now, or all of them; the exit code is 1 when one fails, 3 when one is inconclusive',
    )
    .option('--all', 'all connections, or those that the filters let through')
    .addHelpText('after', examples('spc test acme-eu', 'spc test --all', 'spc test --all --state failed'))
    .action(
      run(async (session, id: string | undefined, options: TestOptions) => {
        if ((id === undefined) === !options.all) throw new Refusal('Say which connection to test, or --all.');
        if (id !== undefined && Object.keys(filterOf(options)).length > 0) {
          throw new Refusal('--endpoint, --state and --client-id go with --all.');
        }
        return id === undefined ? testAll(session, options) : testOne(session, id);
      }),
    );
};

async function testOne(session: Session, id: string): Promise<ExitCode> {
  const { api, terminal, json } = session;
  terminal.progress.show(`Testing ${printable(id)}`);
  const tested = await api.test(id);
  if (tested.kind !== 'done') return refuse(session, tested);
  const { value } = tested;
  terminal.print(
    json
      ? answerText(tested.answer)
      : [table(TEST_COLUMNS, [testRow(id, value)], terminal.page), '', testText(value, terminal.page)].join('\n'),
  );
  return verdictExitCode(value.verdict);
}

async function testAll(session: Session, options: TestOptions): Promise<ExitCode> {
  const { terminal, json, ending } = session;
  const listed = await allConnections(session, filterOf(options));
  if (listed.kind !== 'done') return refuse(session, listed);
  const tests = await testFleet(
    session,
    listed.connections.map(({ connectionId }) => connectionId),
  );
  if (json) terminal.print(jsonText({ tests: tests.flatMap(({ asAnswered }) => asAnswered ?? []) }));
  else terminal.print(fleetTable(session, tests));
  for (const line of remarks(session, tests)) terminal.tell(line);
  return ending.aborted ? EXIT.interrupted : fleetExitCode(tests);
}

function fleetTable({ terminal }: Session, tests: readonly FleetTest[]): string {
  const rows = tests.map(({ connectionId, test: tested }) => testRow(connectionId, tested));
  const sums = paragraph(`${sumsOf(tests.map((one) => one.test))}.`, terminal.page.width);
  return [table(TEST_COLUMNS, rows, terminal.page), '', sums].join('\n');
}

/** Why some were not tested: each reason once. */
function remarks(session: Session, tests: readonly FleetTest[]): string[] {
  const untested = tests.filter((one) => one.test === null);
  const gone = untested.filter(isGone).map(({ connectionId }) => `${printable(connectionId)} was deleted meanwhile.`);
  const reasons = untested.flatMap((one) => (one.notDone && !isGone(one) ? [wordsOf(one.notDone, session)] : []));
  const [first] = reasons;
  const others = reasons.length - 1;
  return [
    ...gone,
    ...(first === undefined ? [] : [first]),
    ...(others > 0 ? [`The same, or the like, with ${others} more.`] : []),
  ];
}
