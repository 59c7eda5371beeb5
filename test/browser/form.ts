import type { Page } from 'playwright-core';

/** The form of a connection, by the words that a reader sees. */
export function formOf(page: Page) {
  const field = (label: string) => page.getByLabel(label, { exact: true });
  return {
    endpoint: field('Endpoint'),
    clientId: field('LWA client id'),
    clientSecret: field('LWA client secret'),
    refreshToken: field('LWA refresh token'),
    connectionId: field('Connection id'),
    displayName: field('Display name'),
    test: page.getByRole('button', { name: 'Test connection' }),
    save: page.getByRole('button', { name: 'Save', exact: true }),
    saveUntested: page.getByRole('button', { name: 'Save untested' }),
    outcome: page.getByRole('region', { name: 'Connection test' }),
    /** The row of a field, with its marks. */
    row: (label: string) => page.locator('.field').filter({ has: field(label) }),
  };
}

export interface LwaValues {
  readonly lwaClientId: string;
  readonly lwaClientSecret: string;
  readonly lwaRefreshToken: string;
}

export async function fillLwaValues(page: Page, values: LwaValues): Promise<void> {
  const { clientId, clientSecret, refreshToken } = formOf(page);
  await clientId.fill(values.lwaClientId);
  await clientSecret.fill(values.lwaClientSecret);
  await refreshToken.fill(values.lwaRefreshToken);
}
