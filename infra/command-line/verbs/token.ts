import { printable } from '../../terminal/printable.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT } from '../exit-code.ts';
import { answerText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';
import { wholeNumber } from '../whole-number.ts';

export const token: Verb = (spc, run) => {
  spc
    .command('token')
    .argument('<id>', 'id of the connection', connectionId)
    .description('an access token of the account, alone on a line, for curl')
    .option('--min-valid-seconds <seconds>', 'how long it must be valid at least, 0 to 3000 (60)', wholeNumber)
    .addHelpText('after', examples('spc token acme-eu', 'spc token acme-eu --json --min-valid-seconds 600'))
    .action(
      run(async (session, id: string, { minValidSeconds }: { minValidSeconds?: number }) => {
        const { api, terminal, json } = session;
        const handedOut = await api.accessToken(id, minValidSeconds);
        if (handedOut.kind !== 'done') return refuse(session, handedOut);
        terminal.print(json ? answerText(handedOut.answer) : printable(handedOut.value.accessToken));
        return EXIT.done;
      }),
    );
};
