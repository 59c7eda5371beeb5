/** The dashboard: how the fleet is, why, and what it costs. Its widgets follow from the metric catalogue and the template. */
import type { Template } from '../template/template.ts';
import { fleetRows } from './fleet-rows.ts';
import { machineryRows } from './machinery-rows.ts';
import { logicalIdsOf, ref } from './references.ts';
import { alarmStates, laidOut, text } from './widgets.ts';

/** The `DashboardBody` as JSON, a widget in each line, with `${…}` for CloudFormation to fill in. */
export function dashboardBody(template: Template): string {
  const rows = [
    [text(INTRODUCTION, 3)],
    [alarmStates('Alarms', alarmArns(template))],
    ...fleetRows(),
    ...machineryRows(template),
  ];
  const widgets = laidOut(rows).map((widget) => `    ${JSON.stringify(widget)}`);
  // A day: the board of what expires is told once in it.
  return `{\n  "start": "-PT24H",\n  "periodOverride": "inherit",\n  "widgets": [\n${widgets.join(',\n')}\n  ]\n}\n`;
}

const INTRODUCTION = [
  `# Selling Partner Connections, stage ${ref('Stage')}`,
  'A *failing* connection needs a change of a setting or a permission. An *inconclusive* test is a matter of Amazon, the network or a quota: nothing to correct.',
  `What each alarm and each diagnosis means, and whom to ask: ${ref('RunbookBaseUrl')}`,
].join('\n\n');

/** The composite first. */
function alarmArns(template: Template): string[] {
  return ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Alarm']
    .flatMap((type) => logicalIdsOf(template, type))
    .map((id) => ref(`${id}.Arn`));
}
