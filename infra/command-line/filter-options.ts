import { type Command, Option } from 'commander';
import { ENDPOINT_NAMES } from '../../lib/amazon/endpoints.ts';
import { clientId } from './client-id.ts';

export function withFilters(command: Command): Command {
  return command
    .addOption(new Option('--endpoint <name>', 'only those of this endpoint').choices(ENDPOINT_NAMES))
    .addOption(new Option('--state <state>', 'only those in this state').choices(['passed', 'failed', 'unknown']))
    .option('--client-id <id>', 'only those with this LWA client id', clientId);
}
