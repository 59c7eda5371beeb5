/** What can be known before a deployment: each check says what it found, and what to do when that is wrong. */
import { parameterDefaults, type Template } from '../template/template.ts';
import type { TemplateMap } from '../template/values.ts';
import type { SamDeployment } from './sam-configuration.ts';

export interface Finding {
  readonly check: string;
  readonly right: boolean;
  /** What there is, or what is wrong and what to do. */
  readonly detail: string;
  /** Right, and still worth a thought: what would be better. */
  readonly better?: string;
}

/** The version that a program prints; null when there is no such program or it fails. */
export type ProgramVersion = (program: string, args: readonly string[]) => Promise<string | null>;

const LEAST_NODE = 24;

export function nodeFinding(version: string): Finding {
  const right = Number(version.replace(/^v/, '').split('.')[0]) >= LEAST_NODE;
  const detail = right ? version : `${version} is too old: npm ci installs the project's own, which npm scripts use.`;
  return { check: 'Node', right, detail };
}

export async function samFinding(versionOf: ProgramVersion): Promise<Finding> {
  const version = await versionOf('sam', ['--version']);
  return {
    check: 'SAM CLI',
    right: version !== null,
    detail: version ?? 'Not found: install the AWS SAM CLI, which builds and deploys the template.',
  };
}

export function regionFinding(region: string | null): Finding {
  const detail = region ?? 'None is set: export AWS_REGION=eu-west-1, say --region, or set one in the profile.';
  return { check: 'Region', right: region !== null, detail };
}

/** Values for the parameters of the template, as `parameter_overrides` of samconfig.toml holds them: `Stage=staging …`. */
export function parameterFindings(template: Template, overrides: Readonly<Record<string, string>>): Finding[] {
  const unknown = Object.keys(overrides).filter((name) => template.parameters[name] === undefined);
  const complaints = Object.entries(overrides).flatMap(([name, value]) => {
    const parameter = template.parameters[name];
    const complaint = parameter && complaintAbout(parameter, value);
    return complaint ? [`${name}: ${complaint}.`] : [];
  });
  const all = [
    ...unknown.map((name) => `${name} is no parameter of the template.`),
    ...complaints,
    ...together(template, overrides),
  ];
  const right = all.length === 0;
  return [{ check: 'Parameters', right, detail: right ? told(overrides) : all.join(' ') }];
}

/**
 * Whether the connections of an environment are its own: the functions of an installation may read and change every secret whose
 * name begins with their prefix. Environments of another region or profile, if both say one, are in nobody's way.
 */
export function prefixFinding(
  template: Template,
  environment: string,
  deployments: Readonly<Record<string, SamDeployment>>,
): Finding {
  const defaults = parameterDefaults(template);
  const prefixOf = (name: string) => String({ ...defaults, ...deployments[name]?.overrides }.ConnectionsPrefix);
  const isElsewhere = (name: string, key: 'region' | 'profile') => {
    const [own, other] = [deployments[environment]?.[key], deployments[name]?.[key]];
    return own !== undefined && other !== undefined && own !== other;
  };
  const own = prefixOf(environment);
  const shared = Object.keys(deployments).filter(
    (name) =>
      name !== environment &&
      !isElsewhere(name, 'region') &&
      !isElsewhere(name, 'profile') &&
      (own.startsWith(prefixOf(name)) || prefixOf(name).startsWith(own)),
  );
  const complaints = shared.map(
    (name) => `[${name}] has ${prefixOf(name)}, where one holds the connections of the other.`,
  );
  const detail = [
    own,
    ...complaints,
    ...(shared.length > 0 ? ['Choose prefixes of which none begins with another.'] : []),
  ];
  return { check: 'Prefix', right: shared.length === 0, detail: detail.join(' ') };
}

/** Alarms and notifications are read where nobody has a checkout open. */
export function runbookFinding(template: Template, overrides: Readonly<Record<string, string>>): Finding {
  const address = String({ ...parameterDefaults(template), ...overrides }.RunbookBaseUrl);
  const finding = { check: 'Runbooks', right: true, detail: address };
  if (/^https?:\/\//.test(address)) return finding;
  const better = 'A path, so nothing in an alarm can be clicked: say RunbookBaseUrl=https://…/ where they can be read.';
  return { ...finding, better };
}

function told(overrides: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(overrides).map((pair) => pair.join('='));
  return pairs.length > 0 ? pairs.join(' ') : 'those of the template';
}

function complaintAbout({ AllowedValues, AllowedPattern, MinValue, MaxValue, ...more }: TemplateMap, value: string) {
  if (Array.isArray(AllowedValues) && !AllowedValues.map(String).includes(value)) {
    return `${value} is none of ${AllowedValues.join(', ')}`;
  }
  if (typeof AllowedPattern === 'string' && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    return `${value} is not ${more.ConstraintDescription ?? AllowedPattern}`;
  }
  if (more.Type !== 'Number') return null;
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return `${value} is no number`;
  if (typeof MinValue === 'number' && number < MinValue) return `${value} is less than ${MinValue}`;
  return typeof MaxValue === 'number' && number > MaxValue ? `${value} is more than ${MaxValue}` : null;
}

/** What only two parameters together tell. */
function together(template: Template, overrides: Readonly<Record<string, string>>) {
  const complaints: string[] = [];
  const defaults = parameterDefaults(template);
  const values = { ...defaults, ...overrides };
  if (values.Stage !== defaults.Stage && values.ConnectionsPrefix === defaults.ConnectionsPrefix) {
    complaints.push(
      `ConnectionsPrefix: stage ${values.Stage} needs one of its own, such as /selling-partner-connections/${values.Stage}/.`,
    );
  }
  return complaints;
}
