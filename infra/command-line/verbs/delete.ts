import { printable } from '../../terminal/printable.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT, Refusal } from '../exit-code.ts';
import { answerText } from '../json-text.ts';
import { asking } from '../prompts.ts';
import { refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { examples, type Verb } from '../verb.ts';
import { wholeNumber } from '../whole-number.ts';

interface DeleteOptions {
  readonly recoveryDays?: number;
  readonly yes?: boolean;
}

export const remove: Verb = (spc, run) => {
  spc
    .command('delete')
    .argument('<id>', 'id of the connection', connectionId)
    .description('delete a connection; until its recovery days are over it can be restored')
    .option('--recovery-days <days>', '7 to 30 (30)', wholeNumber)
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('spc delete new-shop', 'spc delete new-shop --yes --recovery-days 7'))
    .action(
      run(async (session, id: string, { recoveryDays, yes }: DeleteOptions) => {
        const { api, terminal, json } = session;
        if (!yes) await mayDelete(session, id);
        const deleted = await api.remove(id, recoveryDays);
        if (deleted.kind !== 'done') return refuse(session, deleted);
        terminal.print(
          json
            ? answerText(deleted.answer)
            : `${id} is deleted. Until ${printable(deleted.value.deletionDate)} it can be brought back: spc restore ${id}`,
        );
        return EXIT.done;
      }),
    );
};

async function mayDelete(session: Session, id: string): Promise<void> {
  const asked = await asking(session, 'say --yes to delete without a question');
  const read = await session.api.read(id);
  const known =
    read.kind === 'done'
      ? ` (${printable(read.value.displayName ?? read.value.lwaClientId ?? '')}, ${read.value.state})`
      : '';
  if (!(await asked.confirm(`Delete ${id}${known}?`))) throw new Refusal('Nothing was deleted.', EXIT.done);
}
