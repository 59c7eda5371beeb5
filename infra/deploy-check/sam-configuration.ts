import { parse } from 'smol-toml';
import * as z from 'zod/mini';

const deployment = z.object({
  stack_name: z.string(),
  region: z.optional(z.string()),
  profile: z.optional(z.string()),
  parameter_overrides: z.optional(z.union([z.string(), z.array(z.string())])),
});

const section = z.object({ deploy: z.object({ parameters: deployment }) });

/** What `sam deploy --config-env <name>` goes by. */
export interface SamDeployment {
  readonly stackName: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly overrides: Readonly<Record<string, string>>;
}

/** Of the text of samconfig.toml. Throws, in words for the user, when there is no such environment. */
export function samDeployment(text: string, environment: string): SamDeployment {
  const read = section.safeParse(parse(text)[environment]);
  if (!read.success) throw new Error(`samconfig.toml has no [${environment}.deploy.parameters] with a stack_name`);
  const { stack_name, region, profile, parameter_overrides = '' } = read.data.deploy.parameters;
  return { stackName: stack_name, region, profile, overrides: overridesOf(parameter_overrides) };
}

/** `Stage=staging "Name=with a space"`, as SAM CLI takes them; a list holds one in each entry. */
function overridesOf(said: string | readonly string[]): Record<string, string> {
  const pairs = typeof said === 'string' ? (said.match(/(?:"[^"]*"|[^\s"])+/g) ?? []) : said;
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.replaceAll('"', '').split('=');
      return [name, value.join('=')];
    }),
  );
}
