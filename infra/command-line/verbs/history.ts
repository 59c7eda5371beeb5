import type { TestResult } from '../../api-client/connections-api.ts';
import { type Cell, NOTHING, table } from '../../terminal/table.ts';
import { judgementStyle } from '../../verdicts/judgement-style.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT } from '../exit-code.ts';
import { answerText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';
import { wholeNumber } from '../whole-number.ts';

const COLUMNS = [
  { title: 'STARTED' },
  { title: 'TRIGGER' },
  { title: 'VERDICT' },
  { title: 'CAUSE' },
  { title: 'TOKEN', right: true },
  { title: 'FEEDS', right: true },
  { title: 'REQUEST ID' },
];

const SHOWN = 20;

export const history: Verb = (spc, run) => {
  spc
    .command('history')
    .argument('<id>', 'id of the connection', connectionId)
    .description('the last tests of a connection, newest first')
    .option('--limit <count>', '1 to 100', wholeNumber, SHOWN)
    .addHelpText('after', examples('spc history acme-eu', 'spc history acme-eu --limit 5 --json'))
    .action(
      run(async (session, id: string, { limit }: { limit: number }) => {
        const { api, terminal, json } = session;
        const listed = await api.history(id, { limit });
        if (listed.kind !== 'done') return refuse(session, listed);
        if (json) terminal.print(answerText(listed.answer));
        else if (listed.value.tests.length > 0)
          terminal.print(table(COLUMNS, listed.value.tests.map(row), terminal.page));
        else terminal.tell('There is no test of it yet. `spc test` does one now.');
        return EXIT.done;
      }),
    );
};

function row({ startedAt, trigger, verdict, diagnosis, requests }: TestResult): Cell[] {
  const latencies = requests.map(({ latencyMs }) => (latencyMs === null ? NOTHING : `${Math.round(latencyMs)} ms`));
  const telling = requests.findLast(({ requestId }) => requestId !== null);
  return [
    startedAt,
    trigger,
    { text: verdict, style: judgementStyle(verdict) },
    diagnosis?.code ?? NOTHING,
    ...latencies,
    telling?.requestId ?? NOTHING,
  ];
}
