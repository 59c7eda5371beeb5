/**
 * Who holds the link that was printed on the terminal may use the console. Its token works once: it is exchanged for a
 * cookie that scripts cannot read and other sites cannot send. Tokens and sessions live in memory and end with the process.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export class Sessions {
  readonly #cookieName: string;
  readonly #cookiePath: string;
  readonly #open = new Set<string>();
  #startToken = newToken();

  /** Cookies know no ports: the name tells two consoles of one machine apart. */
  constructor(port: number, cookiePath: string) {
    this.#cookieName = `console-${port}`;
    this.#cookiePath = cookiePath;
  }

  /** Good for one exchange; then there is another one. */
  get startToken(): string {
    return this.#startToken;
  }

  /** The `Set-Cookie` header for the right start token; null for any other. */
  start(token: string): string | null {
    if (!isSame(token, this.#startToken)) return null;
    this.#startToken = newToken();
    const session = newToken();
    this.#open.add(digest(session));
    return `${this.#cookieName}=${session}; Path=${this.#cookiePath}; HttpOnly; SameSite=Strict`;
  }

  isOpen(cookies: string | undefined): boolean {
    const value = cookies
      ?.split(';')
      .map((cookie) => cookie.trim())
      .find((cookie) => cookie.startsWith(`${this.#cookieName}=`))
      ?.slice(this.#cookieName.length + 1);
    return value !== undefined && this.#open.has(digest(value));
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)));
}
