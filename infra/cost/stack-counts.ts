/** What the template makes that is paid by the month, however little it is used, and how large its functions are. */
import { templateFunctions } from '../template/functions.ts';
import { readTemplate, type Template } from '../template/template.ts';
import { isMap, listAt, type TemplateMap } from '../template/values.ts';

export interface StackCounts {
  /** An alarm is paid by the metrics that it looks at. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Of a function by its name. */
  readonly gigabytesOf: (functionName: string) => number;
}

export function stackCounts(template: Template = readTemplate()): StackCounts {
  const ofType = (type: string) => Object.values(template.resources).filter((resource) => resource.type === type);
  const functions = new Map(templateFunctions(template).map(({ name, memoryMb }) => [name, memoryMb / 1_024]));
  return {
    alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((total, alarm) => total + metricsOf(alarm.properties), 0),
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    keys: ofType('AWS::KMS::Key').length,
    gigabytesOf(functionName) {
      const gigabytes = functions.get(functionName);
      if (gigabytes === undefined) throw new Error(`The template has no function ${functionName}`);
      return gigabytes;
    },
  };
}

/** One, or those that an expression is made of. */
function metricsOf({ Metrics }: TemplateMap): number {
  const queries = listAt(Metrics, 'Metrics');
  return queries.length === 0 ? 1 : queries.filter((query) => isMap(query) && 'MetricStat' in query).length;
}
