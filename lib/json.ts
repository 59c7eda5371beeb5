/** A text is read for what it is, whatever a content type says. Null when it is not JSON. */
export function readJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** A named member of a JSON object, undefined for anything else. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

export function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
