/** `npm run deploy:check`: what can be known before `sam deploy`. Changes nothing, here or in the account. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import { regionFor } from '../api-client/region.ts';
import { templateFunctions } from '../template/functions.ts';
import { readTemplate, type Template } from '../template/template.ts';
import { callerFinding } from './caller-identity.ts';
import {
  type Finding,
  nodeFinding,
  parameterFindings,
  prefixFinding,
  regionFinding,
  runbookFinding,
  samFinding,
} from './checks.ts';
import { samDeployment, samDeployments } from './sam-configuration.ts';

const USAGE = `npm run deploy:check [-- --config-env NAME] [--region REGION] [--profile PROFILE]

  --config-env  section of samconfig.toml, as for sam deploy; default unless said
  --region      unless samconfig.toml, the environment or the profile tells it
  --profile     of the AWS configuration files

Exit code: 0 when everything is as it has to be, 1 when something is not, 2 when it could not be looked at.`;

const project = new URL('../../', import.meta.url);

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'config-env': { type: 'string' },
      region: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const environment = values['config-env'] ?? 'default';
  const configuration = readFileSync(new URL('samconfig.toml', project), 'utf8');
  const said = samDeployment(configuration, environment);
  const template = readTemplate();
  const profile = values.profile ?? said.profile;
  const region = await regionFor({ url: '', loopback: false, gateway: null }, values.region ?? said.region, profile);

  console.log(`Stack ${said.stackName} ([${environment}] of samconfig.toml)\n`);
  const sam = await samFinding(versionOf);
  const findings = [
    nodeFinding(process.version),
    sam,
    await templateFinding(template, sam.right),
    ...parameterFindings(template, said.overrides),
    prefixFinding(template, environment, samDeployments(configuration)),
    runbookFinding(template, said.overrides),
    regionFinding(region.ok ? region.value : null),
    ...(region.ok ? [await callerFinding(region.value, profile)] : []),
  ];
  for (const { check, right, detail, better } of findings) {
    const verdict = right ? (better === undefined ? 'ok' : 'note') : 'wrong';
    console.log(`${verdict.padEnd(5)}  ${check.padEnd(11)}  ${[detail, better].filter(Boolean).join('. ')}`);
  }
  return findings.every(({ right }) => right) ? 0 : 1;
}

async function versionOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)(program, args)).stdout.trim();
  } catch {
    return null;
  }
}

/** SAM CLI's own opinion, where there is one. */
async function templateFinding(template: Template, hasSam: boolean): Promise<Finding> {
  const check = 'Template';
  const count = templateFunctions(template).length;
  if (!hasSam) return { check, right: true, detail: `${count} functions; SAM CLI would say more` };
  try {
    await promisify(execFile)('sam', ['validate', '--lint'], { cwd: project });
    return { check, right: true, detail: `${count} functions; sam validate --lint has nothing to say` };
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : '';
    return { check, right: false, detail: output || String(error) };
  }
}
