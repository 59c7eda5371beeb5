import type { Connection } from '../api/shapes.ts';
import { now } from '../parts/now.ts';
import { calendarDay, daysUntil, inDays } from '../parts/time-words.ts';

interface CountdownProps {
  readonly title: string;
  readonly on: string | null;
  /** What to enter, where nothing is known. */
  readonly missing: string;
}

const SOON_DAYS = 30;

/** The two dates by which somebody must act. */
export function Countdowns({ connection }: { readonly connection: Connection }) {
  return (
    <div class="countdowns">
      <Countdown
        title="Client secret ends"
        on={connection.clientSecretExpiresOn}
        missing="Enter when the client secret was made, and its end is counted."
      />
      <Countdown
        title="Authorization to renew"
        on={connection.authorizationReviewOn}
        missing="Enter when the account authorized the application, and its year is counted."
      />
    </div>
  );
}

function Countdown({ title, on, missing }: CountdownProps) {
  const days = on === null ? null : daysUntil(on, now.value);
  return (
    <div class={days !== null && days <= SOON_DAYS ? 'countdown soon' : 'countdown'}>
      <h2>{title}</h2>
      {on === null || days === null ? (
        <p class="quiet">{missing}</p>
      ) : (
        <p>
          <strong>{inDays(days)}</strong> <span class="quiet">{calendarDay(on)}</span>
        </p>
      )}
    </div>
  );
}
