import { templateFunctions } from '../template/functions.ts';
import type { Template } from '../template/template.ts';
import { plain } from './own-metrics.ts';
import { logicalIdsOf, ref } from './references.ts';
import { graph, type Line, type Widget } from './widgets.ts';

const HOUR = 3_600;
const QUARTER = 900;

/** Counted from the logs by the filters of the template: what a function answers or goes on after is no error to Lambda. */
const ERROR_LINES: Line = [
  `SellingPartnerConnections/${ref('Stage')}`,
  'ErrorLines',
  { label: 'lines of level ERROR', stat: 'Sum' },
];

/** Functions, queues, and what the bill grows by. */
export function machineryRows(template: Template): Widget[][] {
  const functions = templateFunctions(template);
  const ofFunctions = (metric: string, stat: string) =>
    functions.map(
      ({ name, logicalId }): Line => ['AWS/Lambda', metric, 'FunctionName', ref(logicalId), { label: name, stat }],
    );
  const ofLogs = (metric: string) =>
    logicalIdsOf(template, 'AWS::Logs::LogGroup').map(
      (id): Line => ['AWS/Logs', metric, 'LogGroupName', ref(id), { label: id }],
    );
  const ofQueues = (metric: string, stat: string) =>
    logicalIdsOf(template, 'AWS::SQS::Queue').map(
      (id): Line => ['AWS/SQS', metric, 'QueueName', ref(`${id}.QueueName`), { label: id, stat }],
    );
  const gigabyteSeconds = functions.map(({ name, logicalId, memoryMb }, index): Line[] => [
    ['AWS/Lambda', 'Duration', 'FunctionName', ref(logicalId), { id: `ms${index}`, visible: false }],
    [{ expression: `ms${index} / 1000 * ${memoryMb / 1_024}`, label: name }],
  ]);
  const table = (metric: string): Line => ['AWS/DynamoDB', metric, 'TableName', ref('TestResultsTable')];
  const third = { width: 8, period: 300 };
  return [
    [
      graph('Errors of functions', [...ofFunctions('Errors', 'Sum'), ERROR_LINES], third),
      graph('Throttled invocations', ofFunctions('Throttles', 'Sum'), third),
      graph('Longest invocation', ofFunctions('Duration', 'Maximum'), { ...third, unit: 'milliseconds' }),
    ],
    [
      graph('Oldest message', ofQueues('ApproximateAgeOfOldestMessage', 'Maximum'), { ...third, unit: 'seconds' }),
      graph('Messages waiting', ofQueues('ApproximateNumberOfMessagesVisible', 'Maximum'), third),
      graph('Runs, and what went wrong', [plain('RunCompleted'), plain('MessagesDropped'), plain('SecretReadErrors')], {
        width: 8,
        period: QUARTER,
      }),
    ],
    [
      graph('Cost: Lambda', gigabyteSeconds.flat(), { width: 12, period: HOUR, stacked: true, unit: 'GB-seconds' }),
      graph('Cost: logs', ofLogs('IncomingBytes'), { width: 12, period: HOUR, stacked: true, unit: 'bytes' }),
    ],
    [
      graph('Cost: invocations', ofFunctions('Invocations', 'Sum'), { width: 8, period: HOUR, stacked: true }),
      graph('Cost: DynamoDB', [table('ConsumedWriteCapacityUnits'), table('ConsumedReadCapacityUnits')], {
        width: 8,
        period: HOUR,
        unit: 'request units',
      }),
      graph(
        'Cost: SQS',
        ['NumberOfMessagesSent', 'NumberOfEmptyReceives'].map(
          (metric): Line => ['AWS/SQS', metric, 'QueueName', ref('TestQueue.QueueName')],
        ),
        { width: 8, period: HOUR },
      ),
    ],
    [
      graph(
        'Metric lines that CloudWatch could not read',
        [...ofLogs('EMFParsingErrors'), ...ofLogs('EMFValidationErrors')],
        { width: 24, period: HOUR },
      ),
    ],
  ];
}
