import { describe, expect, it } from 'vitest';
import { describe as describeConnection } from '../../lib/connection/description.ts';
import { parseSettings } from '../../lib/connection/settings.ts';
import { parseStoredConnection, serializeConnection } from '../../lib/connection/stored-connection.ts';
import { settingsIncomplete } from '../../lib/connection-test/settings-incomplete.ts';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import type { Latest } from '../../lib/watch/connection-state.ts';
import { historyItem, latestItem } from '../../lib/watch/dynamodb-items.ts';
import { codeIn, readMarkdown } from './markdown.ts';

const storage = readMarkdown('docs/storage.md');
const examples = storage.blocks.filter(({ language }) => language === 'json').map(({ text }) => JSON.parse(text));
const [value, description] = examples;

describe('the storage page', () => {
  it('shows a value that is a connection, and every key that is written', () => {
    const parsed = parseStoredConnection('acme-eu', 'version', JSON.stringify(value), undefined);
    expect(
      parsed.ok && JSON.parse(serializeConnection(parsed.value.settings, value.createdAt, value.updatedAt)),
    ).toEqual(value);
  });

  it('shows the description that is written for it', () => {
    const { schema: _, createdAt, updatedAt, ...input } = value;
    const settings = parseSettings(input);
    if (!settings.ok) throw new Error('the value is no connection');
    const { version, digests } = description;
    const written = describeConnection({ version, settings: settings.value, createdAt, updatedAt, digests });
    expect(JSON.parse(written)).toEqual(description);
  });

  it('explains every key of the value, and what is new in the description', () => {
    const explained = tablesOf('key').flatMap(({ rows }) => rows.flatMap(([cell]) => codeIn(cell)));
    expect(explained.sort()).toEqual([...Object.keys(value), 'version', 'digests'].sort());
  });

  it('lists the attributes of the items that hold tests', () => {
    const result = testResult();
    const text = '2026-11-23T10:00:00.000Z';
    const latest: Latest = {
      startedAt: text,
      result,
      version: 'version',
      state: 'failed',
      stateVersion: 'version',
      keptAt: text,
      stateSince: text,
      lastPassedAt: text,
      lastConclusiveAt: text,
      lastEventAt: text,
      save: { version: 'version', at: text },
      heldBack: { from: 'passed' },
      telling: [{ id: 'id', from: 'passed', to: 'failed', until: 0, overtaken: false }],
    };
    const [latestRows, historyRows] = tablesOf('attribute').map(({ rows }) => rows.flatMap(([cell]) => codeIn(cell)));
    expect(latestRows).toEqual(Object.keys(latestItem('acme-eu', latest)));
    expect(historyRows).toEqual(Object.keys(historyItem('acme-eu', result)));
  });
});

function tablesOf(firstColumn: string) {
  return storage.tables.filter(({ columns }) => columns[0] === firstColumn);
}

function testResult(): TestResult {
  const stored = parseStoredConnection('acme-eu', 'version', '{}', undefined);
  if (stored.ok) throw new Error('an empty secret is no connection');
  return settingsIncomplete(stored.failure, { testId: '01J', trigger: 'schedule', startedMs: 0 });
}
