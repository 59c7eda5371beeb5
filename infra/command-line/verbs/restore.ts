import { printable } from '../../terminal/printable.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT } from '../exit-code.ts';
import { answerText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';

export const restore: Verb = (spc, run) => {
  spc
    .command('restore')
    .argument('<id>', 'id of the connection', connectionId)
    .description('bring a deleted connection back')
    .addHelpText('after', examples('spc restore new-shop'))
    .action(
      run(async (session, id: string) => {
        const { api, terminal, json } = session;
        const restored = await api.restore(id);
        if (restored.kind !== 'done') return refuse(session, restored);
        terminal.print(json ? answerText(restored.answer) : `${printable(restored.value.connectionId)} is back.`);
        return EXIT.done;
      }),
    );
};
