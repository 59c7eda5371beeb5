import { type HttpAnswer, jsonOf } from '../api-client/outcome.ts';

/** JSON leaves the control characters of Latin-1 as they are, and a terminal obeys them. */
const CONTROL = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** JSON for people and programs; as text it holds nothing that commands a terminal. */
export function jsonText(value: unknown): string {
  return escaped(JSON.stringify(value, null, 2));
}

/** Of an answer that is JSON its own text: read and written again, a number of twenty digits would be another one. */
export function asAnswered({ body }: HttpAnswer): string {
  return escaped(new TextDecoder().decode(body)).trimEnd();
}

function escaped(json: string): string {
  return json.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same, laid out for reading: only the space between its words is another one. */
export async function laidOut(answer: HttpAnswer): Promise<string> {
  const { format } = await import('jsonc-parser');
  const said = asAnswered(answer).replaceAll(/\r\n?/g, '\n');
  const edits = format(said, undefined, { tabSize: 2, insertSpaces: true });
  // At once: its own `applyEdits` copies the text for each of them.
  const parts = edits.map(({ offset, content }, index) => {
    const before = edits[index - 1];
    return said.slice(before ? before.offset + before.length : 0, offset) + content;
  });
  const last = edits.at(-1);
  return [...parts, said.slice(last ? last.offset + last.length : 0)].join('');
}

/** What was answered, with members that this program does not know. */
export function answerText(answer: HttpAnswer): string {
  return jsonText(jsonOf(answer));
}
