/** Times in words. All of them UTC, as in logs and in Amazon's cases. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `just now`, `12 min ago`, `3 h ago`, `40 d ago`. */
export function ago(thenMs: number, nowMs: number): string {
  const span = duration(nowMs - thenMs);
  return span === null ? 'just now' : `${span} ago`;
}

/** `12 min`, `3 h`, `40 d`; null for less than a minute. */
export function duration(spanMs: number): string | null {
  if (spanMs < MINUTE_MS) return null;
  if (spanMs < HOUR_MS) return `${Math.floor(spanMs / MINUTE_MS)} min`;
  if (spanMs < 2 * DAY_MS) return `${Math.floor(spanMs / HOUR_MS)} h`;
  return `${Math.floor(spanMs / DAY_MS)} d`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `23 Nov 2026, 10:00:12 UTC`. */
export function fullTime(iso: string): string {
  return `${calendarDay(iso)}, ${iso.slice(11, 19)} UTC`;
}

/** `23 Nov 2026`. */
export function calendarDay(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** Whole days from today to a calendar date; negative when it is past. */
export function daysUntil(date: string, nowMs: number): number {
  return Math.round((Date.parse(date) - Math.floor(nowMs / DAY_MS) * DAY_MS) / DAY_MS);
}

/** `in 12 days`, `tomorrow`, `today`, `3 days ago`. */
export function inDays(days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}
