/**
 * The page's half of the session, worth nothing without the cookie. It is kept for this address, port and all, so that a
 * reload and another tab go on with it; a cookie alone would go to every server of this machine.
 */
export const PAGE_KEY_HEADER = 'x-console-key';

/** Empty without one. A browser that is told to keep nothing throws, and has no session. */
export function pageKey(): string {
  try {
    return localStorage.getItem('console-key') ?? '';
  } catch {
    return '';
  }
}

export function keepPageKey(key: string): void {
  try {
    localStorage.setItem('console-key', key);
  } catch {
    // The first call tells that there is no session.
  }
}
