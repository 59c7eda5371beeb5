const REDACTED = '[redacted]';

/**
 * A value that must never be printed: a client secret, a refresh token, an access token.
 * Logging, concatenating or serializing it gives `[redacted]`; the one way to the value is `reveal()`, easy to search for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
