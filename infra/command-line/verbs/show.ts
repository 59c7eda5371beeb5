import { connectionId } from '../connection-id.ts';
import { connectionText } from '../connection-text.ts';
import { EXIT } from '../exit-code.ts';
import { answerText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';

export const show: Verb = (spc, run) => {
  spc
    .command('show')
    .argument('<id>', 'id of the connection', connectionId)
    .description('one connection and its latest test')
    .addHelpText('after', examples('spc show acme-eu', 'spc show acme-eu --json'))
    .action(
      run(async (session, id: string) => {
        const { api, terminal, json } = session;
        const read = await api.read(id);
        if (read.kind !== 'done') return refuse(session, read);
        terminal.print(json ? answerText(read.answer) : connectionText(read.value, terminal.page));
        return EXIT.done;
      }),
    );
};
