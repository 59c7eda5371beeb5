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
