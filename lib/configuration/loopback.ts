const LOOPBACK_ORIGIN = /^http:\/\/(?:127\.0\.0\.1|\[::1\]):([1-9]\d{0,4})$/;

/** The origin itself when the text is exactly one on this machine, else null. */
export function parseLoopbackOrigin(text: string): string | null {
  const port = LOOPBACK_ORIGIN.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535 ? text : null;
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

export function isLoopbackHost(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOSTS.has(new URL(url).hostname);
}
