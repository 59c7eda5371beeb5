/** Looking at a request without judging it: for the call log and for faults. */

/** Parsed JSON, or null where it is not JSON: nothing is refused here. */
export function jsonOrNull(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** The member of a JSON object if it is a text. */
export function textMember(value: unknown, name: string): string | null {
  const member: unknown = isObject(value) ? value[name] : undefined;
  return typeof member === 'string' ? member : null;
}

/** The entries of a list member that are JSON objects. */
export function objectMembers(value: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const member: unknown = isObject(value) ? value[name] : undefined;
  return Array.isArray(member) ? member.filter(isObject) : [];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
