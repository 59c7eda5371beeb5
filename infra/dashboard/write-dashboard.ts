/** `npm run dashboard`: writes the dashboard's body into `template.yaml`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseTemplate, templatePath } from '../template/template.ts';
import { dashboardBody } from './dashboard.ts';

/** The block of text that follows this line, as far as it is indented deeper. */
const BODY = /^( *)DashboardBody: !Sub \|\n(?:\1 .*\n)*/m;

const source = readFileSync(templatePath, 'utf8');
const body = dashboardBody(parseTemplate(source));
if (!BODY.test(source)) throw new Error('template.yaml has no DashboardBody to be written');
const written = source.replace(BODY, (_, indent: string) =>
  [
    `${indent}DashboardBody: !Sub |`,
    ...body
      .trimEnd()
      .split('\n')
      .map((line) => `${indent}  ${line}`),
    '',
  ].join('\n'),
);
writeFileSync(templatePath, written);
