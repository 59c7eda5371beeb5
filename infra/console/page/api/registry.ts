/** The calls that the page makes, each by its name. */
import type { Replacements } from '../../../client-secret-rotation/rotation.ts';
import { call } from './call.ts';
import type { Connection, ConnectionsPage, EndpointChoice, SavedConnection, TestResult, TestsPage } from './shapes.ts';

const at = (connectionId: string) => `/connections/${encodeURIComponent(connectionId)}`;
/** The least that is asked: that it is still there. */
const inVersion = (version: Connection['version']) => ({ 'if-match': version === null ? '*' : `"${version}"` });
const after = (nextToken: string | undefined) =>
  nextToken === undefined ? '' : `&nextToken=${encodeURIComponent(nextToken)}`;

export const listEndpoints = () => call<{ endpoints: EndpointChoice[] }>('GET', '/endpoints');

/** A hundred at a time, the most that the API gives. */
export const listConnections = (nextToken?: string) =>
  call<ConnectionsPage>('GET', `/connections?limit=100${after(nextToken)}`);

export const getConnection = (connectionId: string) => call<Connection>('GET', at(connectionId));

export const listTests = (connectionId: string, nextToken?: string) =>
  call<TestsPage>('GET', `${at(connectionId)}/tests?limit=50${after(nextToken)}`);

export const testConnection = (connectionId: string) => call<TestResult>('POST', `${at(connectionId)}/tests`);

export const testSettings = (settings: unknown) => call<TestResult>('POST', '/connection-tests', { body: settings });

/** An untested save is a right of its own. */
export type SaveMode = 'tested' | 'untested';

const put = (connectionId: string, settings: unknown, mode: SaveMode, headers: Readonly<Record<string, string>>) =>
  call<SavedConnection>('PUT', `${at(connectionId)}${mode === 'untested' ? '/untested' : ''}`, {
    body: settings,
    headers,
  });

/** Refused when there is one of this id already. */
export const createConnection = (connectionId: string, settings: unknown, mode: SaveMode) =>
  put(connectionId, settings, mode, { 'if-none-match': '*' });

/** All of its settings at once; refused unless the connection is in this version still. */
export const replaceConnection = (
  connectionId: string,
  version: Connection['version'],
  settings: unknown,
  mode: SaveMode,
) => put(connectionId, settings, mode, inVersion(version));

/** Refused unless the connection is in this version still. */
export const changeConnection = (connectionId: string, version: Connection['version'], patch: unknown) =>
  call<SavedConnection>('PATCH', at(connectionId), { body: patch, headers: inVersion(version) });

export const deleteConnection = (connectionId: string, version: Connection['version'], recoveryDays: number) =>
  call<{ deletionDate: string }>('DELETE', `${at(connectionId)}?recoveryDays=${recoveryDays}`, {
    headers: inVersion(version),
  });

export const restoreConnection = (connectionId: string) => call<Connection>('POST', `${at(connectionId)}/restore`);

export const replaceClientSecret = (body: {
  readonly lwaClientId: string;
  readonly lwaClientSecret: string;
  readonly clientSecretCreatedOn?: string;
}) => call<Replacements>('POST', '/client-secrets', { body });
