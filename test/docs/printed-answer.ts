/** An answer as the documents print it: shortened. `…` stands for anything, and objects and lists may hold more. */
import { expect } from 'vitest';
import type { CodeBlock } from './markdown.ts';

/** `output` is what curl wrote: a body, or with `-i` the head before it. Throws when it is not what is printed. */
export function expectPrinted(output: string, { language, text }: CodeBlock): void {
  if (language === 'json') {
    expect(JSON.parse(output)).toEqual(asPrinted(JSON.parse(text)));
    return;
  }
  const [printedHead, printedBody] = split(text, '\n');
  const [head, body] = split(output, '\r\n');
  expect(head).toEqual(asPrinted(printedHead));
  expect(JSON.parse(body)).toEqual(asPrinted(JSON.parse(printedBody)));
}

/** `output` is what a terminal showed. Times, latencies and ids of requests are other ones each time. Throws when it is not what is printed. */
export function expectShown(output: string, printed: string): void {
  expect(steady(output)).toEqual(asPrinted(steady(printed)));
}

function steady(shown: string): string {
  return shown
    .replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, 'ID')
    .replaceAll(/ +\d+ ms\b/g, ' N ms')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d\.\d{3}Z)?/g, 'TIME')
    .trim();
}

function split(answer: string, lineEnd: string): [head: string[], body: string] {
  const [head = '', body = ''] = answer.split(`${lineEnd}${lineEnd}`);
  return [head.split(lineEnd), body];
}

function asPrinted(printed: unknown): unknown {
  if (typeof printed === 'string' && printed.includes('…')) {
    const pieces = printed.split('…').map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return expect.stringMatching(new RegExp(`^${pieces.join('.*')}$`, 's'));
  }
  if (Array.isArray(printed)) return expect.arrayContaining(printed.map(asPrinted));
  if (typeof printed !== 'object' || printed === null) return printed;
  const members = Object.entries(printed).map(([name, value]) => [name, asPrinted(value)]);
  return expect.objectContaining(Object.fromEntries(members));
}
