/** Widgets of a CloudWatch dashboard (AWS: "Dashboard body structure and syntax"). Texts may hold `${…}` of CloudFormation. */
import { ref } from './references.ts';

export interface Widget {
  readonly type: 'text' | 'alarm' | 'metric' | 'log';
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One line of a graph: namespace, name, dimensions in turn, and at the end how it is drawn; or an expression. */
export type Line = readonly (string | LineOptions)[];

export interface LineOptions {
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly visible?: boolean;
  /** Left unless said. */
  readonly yAxis?: 'right';
  readonly expression?: string;
}

export interface GraphOptions {
  readonly width: number;
  /** Seconds; a line may have one of its own. */
  readonly period: number;
  readonly stat?: string;
  readonly stacked?: boolean;
  /** What the vertical axis counts. */
  readonly unit?: string;
}

const REGION = ref('AWS::Region');
const GRAPH_HEIGHT = 6;

export function text(markdown: string, height: number): Widget {
  return { type: 'text', width: 24, height, properties: { markdown } };
}

export function alarmStates(title: string, arns: readonly string[]): Widget {
  return { type: 'alarm', width: 24, height: 4, properties: { title, alarms: arns } };
}

export function numbers(title: string, metrics: readonly Line[], { width, period, stat }: GraphOptions): Widget {
  const properties = { title, region: REGION, view: 'singleValue', sparkline: true, period, stat, metrics };
  return { type: 'metric', width, height: 4, properties };
}

/** The axis begins at 0: a line that is near the bottom is near nothing. */
export function graph(title: string, metrics: readonly Line[], options: GraphOptions): Widget {
  const { width, period, stat = 'Sum', stacked = false, unit } = options;
  const left = unit === undefined ? { min: 0 } : { min: 0, label: unit, showUnits: false };
  const properties = { title, region: REGION, view: 'timeSeries', stacked, period, stat, yAxis: { left }, metrics };
  return { type: 'metric', width, height: GRAPH_HEIGHT, properties };
}

export function logTable(title: string, query: string, height: number): Widget {
  return { type: 'log', width: 24, height, properties: { title, region: REGION, view: 'table', query } };
}

/** The widgets with their places: each row below the one before it, its widgets side by side. */
export function laidOut(rows: readonly (readonly Widget[])[]): object[] {
  const placed: object[] = [];
  let y = 0;
  for (const row of rows) {
    let x = 0;
    for (const { type, width, height, properties } of row) {
      placed.push({ type, x, y, width, height, properties });
      x += width;
    }
    y += Math.max(...row.map(({ height }) => height));
  }
  return placed;
}
