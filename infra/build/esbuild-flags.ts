import { isList, type TemplateMap, type TemplateValue, textAt } from '../template/values.ts';

/** What `BuildProperties` says to SAM itself and not to esbuild. */
const notForEsbuild = new Set(['UseNpmCi', 'EntryPoints']);

/** What SAM sets whatever the template says, and what it sets when the template says nothing. */
const fixedFlags = ['--bundle', '--platform=node'];
const defaultFlags = { Target: '--target=es2020', Format: '--format=cjs', Minify: '--minify' };

/**
 * The esbuild flags that `sam build` makes of a function's `BuildProperties`: names in kebab case, `true` as a bare flag,
 * `false` as nothing, a list as one flag per entry. The rule is that of aws-lambda-builders, workflow nodejs_npm_esbuild.
 * Entry points and output folder are not among them.
 */
export function esbuildFlags(buildProperties: TemplateMap): string[] {
  const defaults = Object.entries(defaultFlags).filter(([name]) => !(name in buildProperties));
  const said = Object.entries(buildProperties).filter(([name]) => !notForEsbuild.has(name));
  return [
    ...fixedFlags,
    ...defaults.map(([, flag]) => flag),
    ...said.flatMap(([name, value]) => flags(name, kebabCase(name), value)),
  ];
}

function flags(name: string, flag: string, value: TemplateValue): string[] {
  if (value === true) return [`--${flag}`];
  if (value === false) return [];
  if (isList(value)) return value.map((entry) => `--${flag}:${textAt(entry, name)}`);
  return [`--${flag}=${textAt(value, name)}`];
}

function kebabCase(pascalCase: string): string {
  return pascalCase.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
