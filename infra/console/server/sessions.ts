/**
 * Who holds the link that was printed on the terminal may use the console. Its token works once: it is exchanged for two
 * halves of a session, of which neither opens anything without the other. The cookie is read by no script, but cookies
 * know no ports: the browser sends it to every server of this machine. The key of the page is kept where the browser
 * keeps it for this address alone, port and all. Tokens and sessions live in memory and end with the process.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface StartedSession {
  /** The `Set-Cookie` header. */
  readonly cookie: string;
  /** To be sent with every request. */
  readonly pageKey: string;
}

export class Sessions {
  readonly #cookieName: string;
  readonly #cookiePath: string;
  readonly #open = new Set<string>();
  #startToken = newToken();

  /** The name of the cookie tells two consoles of one machine apart. */
  constructor(port: number, cookiePath: string) {
    this.#cookieName = `console-${port}`;
    this.#cookiePath = cookiePath;
  }

  /** Good for one exchange; then there is another one. */
  get startToken(): string {
    return this.#startToken;
  }

  /** A session for the right start token; null for any other. */
  start(token: string): StartedSession | null {
    if (!isSame(token, this.#startToken)) return null;
    this.#startToken = newToken();
    const value = newToken();
    const pageKey = newToken();
    this.#open.add(session(value, pageKey));
    return { cookie: `${this.#cookieName}=${value}; Path=${this.#cookiePath}; HttpOnly; SameSite=Strict`, pageKey };
  }

  /** Another server of this machine can set a cookie of our name beside ours: any one that fits the key counts. */
  isOpen(cookies: string | undefined, pageKey: string): boolean {
    const ours = `${this.#cookieName}=`;
    const values = (cookies ?? '')
      .split(';')
      .map((cookie) => cookie.trim())
      .filter((cookie) => cookie.startsWith(ours))
      .map((cookie) => cookie.slice(ours.length));
    return values.some((value) => this.#open.has(session(value, pageKey)));
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Both halves as one; a cookie holds no `;`. */
function session(cookieValue: string, pageKey: string): string {
  return digest(`${cookieValue};${pageKey}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)));
}
