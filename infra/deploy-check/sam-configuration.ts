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
  const deployment = samDeployments(text)[environment];
  if (!deployment) throw new Error(`samconfig.toml has no [${environment}.deploy.parameters] with a stack_name`);
  return deployment;
}

/** Every environment that can be deployed, by its name. */
export function samDeployments(text: string): Record<string, SamDeployment> {
  const deployments: Record<string, SamDeployment> = {};
  for (const [environment, value] of Object.entries(parse(text))) {
    const read = section.safeParse(value);
    if (!read.success) continue;
    const { stack_name, region, profile, parameter_overrides = '' } = read.data.deploy.parameters;
    const overrides = overridesOf(parameter_overrides);
    deployments[environment] = { stackName: stack_name, region, profile, overrides };
  }
  return deployments;
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
