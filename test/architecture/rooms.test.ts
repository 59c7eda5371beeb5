import { describe, expect, test } from 'vitest';
import { arrows } from './arrows.ts';
import { paths } from './source-files.ts';

const SOURCES = paths('lib/**/*.ts', 'functions/**/*.ts');

/** From the inside out: a room may import from itself and from those before it. Files of the root stand with their rooms. */
const INSIDE_OUT: readonly (readonly string[])[] = [
  ['lib/json.ts', 'lib/payload-limit.ts', 'lib/result.ts', 'lib/secret.ts', 'lib/time.ts'],
  ['lib/amazon', 'lib/aws', 'lib/system-clock.ts', 'lib/system-id.ts'],
  ['lib/telemetry', 'lib/invocation.ts'],
  ['lib/connection'],
  ['lib/connection-test'],
  ['lib/watch', 'lib/token'],
  ['lib/registry', 'lib/operation', 'lib/configuration'],
  ['lib/lambda'],
  ['lib/http'],
  ['functions'],
];

/** Rooms of one ring that may know each other. */
const NEIGHBOURS: readonly (readonly string[])[] = [['lib/telemetry', 'lib/invocation.ts']];

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'functions' ? 'functions' : `${top}/${second}`;
}

const ringOf = (room: string) => INSIDE_OUT.findIndex((rooms) => rooms.includes(room));

const edges = (refused: (from: string, to: string) => boolean) => arrows(SOURCES, refused);

describe('the rooms', () => {
  test('have each a place, and there is no place without a room', () => {
    expect([...new Set(SOURCES.map(roomOf))].sort()).toEqual(INSIDE_OUT.flat().sort());
  });

  test('import inwards only', () => {
    const outward = edges((path, target) => {
      const [from, to] = [roomOf(path), roomOf(target)];
      const known = NEIGHBOURS.some((rooms) => rooms.includes(from) && rooms.includes(to));
      return from !== to && !known && ringOf(to) >= ringOf(from);
    });

    expect(outward).toEqual([]);
  });

  test('import nothing from outside lib', () => {
    expect(edges((_path, target) => !target.startsWith('lib/'))).toEqual([]);
  });

  test('of what Amazon says know of nothing else', () => {
    const basics = ['lib/json.ts', 'lib/result.ts', 'lib/secret.ts', 'lib/time.ts'];

    expect(
      edges((path, to) => path.startsWith('lib/amazon/') && roomOf(to) !== 'lib/amazon' && !basics.includes(to)),
    ).toEqual([]);
  });
});

test('no function knows another', () => {
  expect(edges((path, target) => path.startsWith('functions/') && target.startsWith('functions/'))).toEqual([]);
});
