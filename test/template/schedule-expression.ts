/** The expressions that EventBridge Scheduler takes (AWS: "Schedule types in EventBridge Scheduler"). */

/** One field of a cron expression: the numbers that it takes, names for some of them, and what else it knows. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, special: /^(?:\?|L|LW|\d{1,2}W)$/ },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of week', least: 1, most: 7, names: DAYS, special: /^(?:\?|L|[1-7](?:L|#[1-5]))$/ },
  { name: 'year', least: 1970, most: 2199 },
];

/** What Scheduler would say against the expression; null when it takes it. */
export function complaintAbout(expression: string): string | null {
  const [, kind, content = ''] = /^(rate|cron|at)\(([^()]*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return complaintAboutRate(content);
  if (kind === 'cron') return complaintAboutCron(content.split(' '));
  if (kind === 'at') return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(content) ? null : 'at() takes yyyy-mm-ddThh:mm:ss';
  return 'neither rate(…) nor cron(…) nor at(…)';
}

function complaintAboutRate(content: string): string | null {
  const [, count = '', unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(content) ?? [];
  if (unit === '') return 'rate() takes a number and minutes, hours or days';
  return content.endsWith('s') === (count !== '1') ? null : 'one is singular, more are plural';
}

function complaintAboutCron(fields: readonly string[]): string | null {
  if (fields.length !== FIELDS.length) return `cron() takes six fields, not ${fields.length}`;
  const wrong = FIELDS.findIndex((field, index) => !isField(field, fields[index] ?? ''));
  if (wrong >= 0) return `${FIELDS[wrong]?.name}: ${fields[wrong]}`;
  const open = [fields[2], fields[4]].filter((day) => day === '?').length;
  return open === 1 ? null : 'one of day of month and day of week has to be ?';
}

function isField(field: Field, text: string): boolean {
  return field.special?.test(text) || text.split(',').every((part) => isPart(field, part));
}

/** `*`, a value, a range, or one of them with a step: `0/15`. */
function isPart(field: Field, part: string): boolean {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const ends = range.split('-').map((end) => numberOf(field, end));
  return ends.length <= 2 && ends.every((end) => end >= field.least && end <= field.most);
}

function numberOf({ names = [], least }: Field, text: string): number {
  const named = names.indexOf(text);
  if (named >= 0) return named + least;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
