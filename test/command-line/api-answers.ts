/** What a scripted API answers the command line with. */
import type { ScriptedAnswer } from '../api-client/scripted-api.ts';

export function connection(connectionId: string, changes: object = {}) {
  return {
    connectionId,
    endpoint: 'eu',
    baseUrl: 'https://sellingpartnerapi-eu.amazon.com',
    lwaClientId: 'amzn1.application-oa2-client.1',
    displayName: null,
    accountType: null,
    labels: {},
    expectFeeds: true,
    testing: 'on',
    createdAt: null,
    updatedAt: null,
    version: 'v1',
    state: 'unknown',
    stateSince: null,
    latestTest: null,
    clientSecretCreatedOn: null,
    clientSecretExpiresOn: null,
    authorizedOn: null,
    authorizationReviewOn: null,
    ...changes,
  };
}

export function answer(body: unknown, status = 200): ScriptedAnswer {
  return { status, body: JSON.stringify(body) };
}
