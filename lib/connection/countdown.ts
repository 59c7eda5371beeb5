/** The two dates by which somebody must act. Amazon has no operation that tells them, so they count from what was entered. */

const DAY_MS = 24 * 3_600_000;
/** Amazon ends each client secret after 180 days (Amazon: Rotating your apps' LWA credentials). */
const CLIENT_SECRET_DAYS = 180;
/** A public application must be authorized again after 365 days; for private ones Amazon promises nothing. */
const AUTHORIZATION_DAYS = 365;

/** Epoch milliseconds, from a calendar date; null without one. */
export function clientSecretExpiresAt(createdOn: string | null): number | null {
  return createdOn === null ? null : Date.parse(createdOn) + CLIENT_SECRET_DAYS * DAY_MS;
}

export function authorizationReviewAt(authorizedOn: string | null): number | null {
  return authorizedOn === null ? null : Date.parse(authorizedOn) + AUTHORIZATION_DAYS * DAY_MS;
}

/** The sooner one of the two, as calendar dates; null without either. */
export function nextExpiry(dates: {
  readonly clientSecretExpiresOn: string | null;
  readonly authorizationReviewOn: string | null;
}): string | null {
  const { clientSecretExpiresOn, authorizationReviewOn } = dates;
  return [clientSecretExpiresOn, authorizationReviewOn].filter((date) => date !== null).toSorted()[0] ?? null;
}
