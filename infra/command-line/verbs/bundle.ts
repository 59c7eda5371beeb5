import { jsonOf } from '../../api-client/outcome.ts';
import { supportBundle } from '../../support-bundle/support-bundle.ts';
import { paragraph } from '../../terminal/paragraph.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT } from '../exit-code.ts';
import { jsonText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';

const LAST_RESULTS = 10;

export const bundle: Verb = (spc, run) => {
  spc
    .command('bundle')
    .argument('<id>', 'id of the connection', connectionId)
    .description("what Amazon's developer support asks for, without secrets: paste it into the case")
    .addHelpText('after', examples('spc bundle wrong-region', 'spc bundle wrong-region > case.txt'))
    .action(
      run(async (session, id: string) => {
        const { api, terminal, json } = session;
        const read = await api.read(id);
        if (read.kind !== 'done') return refuse(session, read);
        const listed = await api.history(id, { limit: LAST_RESULTS });
        if (listed.kind !== 'done') return refuse(session, listed);
        terminal.print(
          json
            ? jsonText({ connection: jsonOf(read.answer), ...Object(jsonOf(listed.answer)) })
            : paragraph(supportBundle(read.value, listed.value.tests).trimEnd(), terminal.page.width),
        );
        return EXIT.done;
      }),
    );
};
