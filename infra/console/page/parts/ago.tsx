import { now } from './now.ts';
import { ago, duration, fullTime } from './time-words.ts';

/** A time as the span since it; the time itself shows on hovering. */
export function Ago({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)}>
      {ago(Date.parse(at), now.value)}
    </time>
  );
}

/** How long it has been so: `3 h`. */
export function Since({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={`since ${fullTime(at)}`}>
      {duration(now.value - Date.parse(at)) ?? '< 1 min'}
    </time>
  );
}
