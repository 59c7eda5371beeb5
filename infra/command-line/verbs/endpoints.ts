import { table } from '../../terminal/table.ts';
import { EXIT } from '../exit-code.ts';
import { answerText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';

const COLUMNS = [{ title: 'ENDPOINT' }, { title: 'MARKETPLACES' }, { title: 'LABEL' }];

export const endpoints: Verb = (spc, run) => {
  spc
    .command('endpoints')
    .description('the endpoints of the Selling Partner API, and which marketplaces each has')
    .addHelpText('after', examples('spc endpoints'))
    .action(
      run(async (session) => {
        const { api, terminal, json } = session;
        const listed = await api.endpoints();
        if (listed.kind !== 'done') return refuse(session, listed);
        const rows = listed.value.endpoints.map(({ endpoint, label, default: preset, marketplaces }) => [
          preset ? `${endpoint} (default)` : endpoint,
          marketplaces.map(({ country }) => country).join(' '),
          label,
        ]);
        terminal.print(json ? answerText(listed.answer) : table(COLUMNS, rows, terminal.page));
        return EXIT.done;
      }),
    );
};
