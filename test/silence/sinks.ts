/** Everything that can be read by somebody who may not read the secrets. */
import type { Bundle, Invoked } from '../functions/bundle.ts';
import type { LocalWorld } from '../functions/local-world.ts';
import type { Hit } from './secret-search.ts';

export type Sinks = Readonly<Record<string, string>>;

/** `answers` are what the invocations ended with, whether they answered or threw. */
export async function sinksOf(
  world: LocalWorld,
  bundles: readonly Bundle[],
  answers: readonly Invoked[],
): Promise<Sinks> {
  const secrets = world.aws.secrets();
  const list = (of: (secret: (typeof secrets)[number]) => unknown) =>
    secrets.map((secret) => `${secret.name} ${of(secret)}`).join('\n');
  return {
    'standard output': bundles.flatMap(({ stdout }) => stdout).join('\n'),
    'standard error': bundles.flatMap(({ stderr }) => stderr).join('\n'),
    answers: answers.map(({ result }) => JSON.stringify(result) ?? '').join('\n'),
    errors: answers.map(({ error }) => error?.text ?? '').join('\n'),
    descriptions: list(({ description }) => description),
    tags: list(({ tags }) => JSON.stringify(tags)),
    'names, versions': list(({ arn, versionId }) => `${arn} ${versionId}`),
    calls: JSON.stringify(world.aws.calls()),
    items: JSON.stringify(await world.items()),
    messages: JSON.stringify(world.aws.messages(world.queueName)),
    events: JSON.stringify(world.aws.events()),
  };
}

/** Each secret that was found in a sink, with what stood before the first piece of it. */
export function leaksIn(sinks: Sinks, find: (text: string) => Hit[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [sink, content] of Object.entries(sinks)) {
    for (const { secret, spelling, isDump, position } of find(content)) {
      found[`${secret}, ${spelling}${isDump ? ', byte by byte' : ''}, in ${sink}`] ??= content.slice(
        Math.max(0, position - 100),
        position,
      );
    }
  }
  return found;
}
