import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Markdown, PROJECT, readMarkdown } from './markdown.ts';

export const readme = readMarkdown('README.md');

/** Every document of the project. */
export const documents: readonly Markdown[] = [
  readme,
  ...['CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].map(readMarkdown),
  ...readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => readMarkdown(join('docs', path))),
];

/** The pages that are written for one reader each: `docs/*.md`. */
export const pages = documents.filter(({ path }) => /^docs\/[^/]+$/.test(path));

/** Of `docs`, by its name: `page('api')`. Throws when there is none. */
export function page(name: string): Markdown {
  const found = pages.find(({ path }) => path === join('docs', `${name}.md`));
  if (!found) throw new Error(`There is no page ${name}`);
  return found;
}
