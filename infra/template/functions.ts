import type { Template, TemplateResource } from './template.ts';
import { isMap, listAt, mapAt, numberAt, type TemplateMap, type TemplateValue, textAt } from './values.ts';

/** One Lambda function of the template, with `Globals` merged in. Values may hold intrinsic functions: see `resolve`. */
export interface TemplateFunction {
  readonly logicalId: string;
  /** Folder of the handler: `run-tests` for the entry point `functions/run-tests/handler.ts`. */
  readonly name: string;
  /** Source file, from the project's root. */
  readonly entryPoint: string;
  /** The options that `sam build` gives to esbuild. */
  readonly buildProperties: TemplateMap;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: TemplateMap;
  readonly routes: readonly FunctionRoute[];
  readonly queues: readonly FunctionQueue[];
  readonly schedules: readonly FunctionSchedule[];
}

interface FunctionRoute {
  /** An HTTP method in capitals, or `ANY`. */
  readonly method: string;
  readonly path: string;
  /** What the function sees as `routeKey`: `POST /connection-tests`. */
  readonly routeKey: string;
}

interface FunctionQueue {
  /** Logical id of the queue that the function reads from. */
  readonly source: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportBatchItemFailures: boolean;
}

interface FunctionSchedule {
  /** `rate(…)` or `cron(…)`. */
  readonly expression: TemplateValue;
  /** What the function is invoked with: a JSON text that may hold Scheduler's `<aws.scheduler.…>` attributes. */
  readonly input: string;
}

/** The functions of the template, in the order in which they are written. Throws when one is not as this project writes them. */
export function templateFunctions(template: Template): TemplateFunction[] {
  const globals = mapAt(template.globals.Function, 'Globals.Function');
  return Object.entries(template.resources)
    .filter(([, resource]) => resource.type === 'AWS::Serverless::Function')
    .map(([logicalId, resource]) => readFunction(logicalId, resource, globals));
}

function readFunction(logicalId: string, resource: TemplateResource, globals: TemplateMap): TemplateFunction {
  const properties = { ...globals, ...resource.properties };
  const buildProperties = mapAt(resource.metadata.BuildProperties, `${logicalId}.Metadata.BuildProperties`);
  const entryPoints = listAt(buildProperties.EntryPoints, `${logicalId}: EntryPoints`);
  if (entryPoints.length !== 1) throw new Error(`${logicalId} has ${entryPoints.length} entry points instead of one`);
  const entryPoint = textAt(entryPoints[0], `${logicalId}: EntryPoints`);
  const name = /^functions\/([a-z0-9-]+)\/handler\.ts$/.exec(entryPoint)?.[1];
  if (name === undefined) throw new Error(`${logicalId}: ${entryPoint} is not functions/<name>/handler.ts`);

  const events = Object.entries(mapAt(properties.Events, `${logicalId}.Events`)).map(([eventName, event]) =>
    readEvent(`${logicalId}.Events.${eventName}`, event),
  );
  return {
    logicalId,
    name,
    entryPoint,
    buildProperties,
    timeoutSeconds: numberAt(properties.Timeout, `${logicalId}.Timeout`),
    memoryMb: numberAt(properties.MemorySize, `${logicalId}.MemorySize`),
    environment: { ...variables(globals, 'Globals.Function'), ...variables(resource.properties, logicalId) },
    routes: events.filter((event) => event.type === 'HttpApi').map(readRoute),
    queues: events.filter((event) => event.type === 'SQS').map(readQueue),
    schedules: events.filter((event) => event.type === 'ScheduleV2').map(readSchedule),
  };
}

function variables(properties: TemplateMap, where: string): TemplateMap {
  return mapAt(mapAt(properties.Environment, `${where}.Environment`).Variables, `${where}.Environment.Variables`);
}

interface FunctionEvent {
  readonly where: string;
  readonly type: string;
  readonly properties: TemplateMap;
}

function readEvent(where: string, event: TemplateValue): FunctionEvent {
  const source = mapAt(event, where);
  return { where, type: textAt(source.Type, `${where}.Type`), properties: mapAt(source.Properties, where) };
}

function readRoute({ where, properties }: FunctionEvent): FunctionRoute {
  const method = textAt(properties.Method, `${where}.Method`).toUpperCase();
  const path = textAt(properties.Path, `${where}.Path`);
  return { method, path, routeKey: `${method} ${path}` };
}

function readQueue({ where, properties }: FunctionEvent): FunctionQueue {
  const responseTypes = listAt(properties.FunctionResponseTypes, `${where}.FunctionResponseTypes`);
  return {
    source: resourceOfArn(properties.Queue, `${where}.Queue`),
    batchSize: numberAt(properties.BatchSize, `${where}.BatchSize`),
    windowSeconds: numberAt(properties.MaximumBatchingWindowInSeconds ?? 0, `${where}.MaximumBatchingWindowInSeconds`),
    reportBatchItemFailures: responseTypes.includes('ReportBatchItemFailures'),
  };
}

function readSchedule({ where, properties }: FunctionEvent): FunctionSchedule {
  const expression = properties.ScheduleExpression;
  if (expression === undefined) throw new Error(`${where} has no ScheduleExpression`);
  return { expression, input: textAt(properties.Input ?? '{}', `${where}.Input`) };
}

/** The logical id in `!GetAtt Queue.Arn`. */
function resourceOfArn(value: TemplateValue | undefined, where: string): string {
  const attribute = isMap(value) ? value['Fn::GetAtt'] : undefined;
  const [logicalId, name] = listAt(attribute, where);
  if (name !== 'Arn') throw new Error(`${where} is not the Arn of a resource of this template`);
  return textAt(logicalId, where);
}
