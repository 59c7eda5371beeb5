/** What the body of a dashboard may hold (AWS: "Dashboard body structure and syntax"). CloudFormation looks at none of it. */
import * as z from 'zod/mini';
import { STATISTIC } from './statistic.ts';

const count = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const seconds = z.int().check(z.minimum(60), z.multipleOf(60));
const stat = z.string().check(z.regex(STATISTIC));
const axis = z.strictObject({
  min: z.optional(z.number()),
  max: z.optional(z.number()),
  label: z.optional(z.string()),
  showUnits: z.optional(z.boolean()),
});

const line = z.strictObject({
  id: z.optional(z.string().check(z.regex(/^[a-z]\w{0,254}$/))),
  expression: z.optional(z.string().check(z.maxLength(1_024))),
  label: z.optional(z.string()),
  stat: z.optional(stat),
  period: z.optional(seconds),
  color: z.optional(z.string().check(z.regex(/^#[0-9a-f]{6}$/))),
  visible: z.optional(z.boolean()),
  yAxis: z.optional(z.enum(['left', 'right'])),
  region: z.optional(z.string()),
});

const graph = z.strictObject({
  title: z.string(),
  region: z.string(),
  view: z.enum(['timeSeries', 'singleValue', 'bar', 'pie', 'gauge', 'table']),
  stacked: z.optional(z.boolean()),
  sparkline: z.optional(z.boolean()),
  period: seconds,
  stat,
  yAxis: z.optional(z.strictObject({ left: z.optional(axis), right: z.optional(axis) })),
  metrics: z.array(z.array(z.union([z.string(), line]))).check(z.minLength(1), z.maxLength(500)),
});

const place = { x: count(0, 23), y: count(0, 10_000), width: count(1, 24), height: count(1, 1_000) };

const widget = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('metric'), ...place, properties: graph }),
  z.strictObject({ type: z.literal('text'), ...place, properties: z.strictObject({ markdown: z.string() }) }),
  z.strictObject({
    type: z.literal('alarm'),
    ...place,
    properties: z.strictObject({
      title: z.string(),
      alarms: z.array(z.string()).check(z.minLength(1), z.maxLength(100)),
    }),
  }),
  z.strictObject({
    type: z.literal('log'),
    ...place,
    properties: z.strictObject({
      title: z.string(),
      region: z.string(),
      view: z.enum(['table', 'timeSeries', 'bar', 'pie']),
      query: z.string().check(z.maxLength(10_000)),
    }),
  }),
]);

const body = z.strictObject({
  start: z.string().check(z.regex(/^-P(?:\d+[DWM]|T\d+[HM])$/)),
  periodOverride: z.enum(['auto', 'inherit']),
  widgets: z.array(widget).check(z.minLength(1), z.maxLength(500)),
});

/** Each complaint names the place in the body. */
export function complaintsAboutBody(text: string): string[] {
  const parsed = body.safeParse(JSON.parse(text));
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}
