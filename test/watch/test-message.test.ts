import { describe, expect, it } from 'vitest';
import { parseTestMessage, testOfSave } from '../../lib/watch/test-message.ts';

const message = { connectionId: 'acme', runId: 'run-1', scheduledTime: '2026-11-23T10:00:00Z', trigger: 'schedule' };

describe('a message of the test queue', () => {
  it.each(['schedule', 'confirm', 'traffic', 'save'])('with the trigger %s is read', (trigger) => {
    expect(parseTestMessage(JSON.stringify({ ...message, trigger }))).toEqual({ ...message, trigger });
  });

  it('is read without what a newer release may add to it', () => {
    expect(parseTestMessage(JSON.stringify({ ...message, added: true }))).toEqual(message);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a text', '"acme"'],
    ['null', 'null'],
    ['a list', JSON.stringify([message])],
    ...(['connectionId', 'runId', 'scheduledTime', 'trigger'] as const).flatMap((name) => [
      [`no ${name}`, JSON.stringify({ ...message, [name]: undefined })],
      [`a ${name} of the wrong type`, JSON.stringify({ ...message, [name]: 5 })],
    ]),
    ['an id in capitals', JSON.stringify({ ...message, connectionId: 'ACME' })],
    ['a path for an id', JSON.stringify({ ...message, connectionId: '../acme' })],
    ['an id that is too long', JSON.stringify({ ...message, connectionId: 'a'.repeat(64) })],
    ['no time', JSON.stringify({ ...message, scheduledTime: 'soon' })],
    ['a trigger that is not for the queue', JSON.stringify({ ...message, trigger: 'manual' })],
  ])('with %s is none of ours', (_what, body) => {
    expect(parseTestMessage(body)).toBeNull();
  });
});

it('a save asks for a test at once, and its version is the run', () => {
  const { message: asked, delaySeconds } = testOfSave('acme', 'v7', '2026-11-23T10:00:00Z');
  expect(asked).toEqual({ ...message, runId: 'v7', trigger: 'save' });
  expect(parseTestMessage(JSON.stringify(asked))).toEqual(asked);
  expect(delaySeconds).toBe(0);
});
