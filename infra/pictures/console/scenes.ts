/** What the pictures show. */
import type { Page } from 'playwright-core';
import type { SimulatedAccount } from '../../simulated-amazon/account.ts';
import { LIVED_IN } from './furnish.ts';

export interface Scene {
  /** `fleet`: of `docs/console-fleet.png`. */
  readonly name: string;
  show(view: Page, accounts: readonly SimulatedAccount[]): Promise<void>;
}

export const SCENES: readonly Scene[] = [
  {
    name: 'fleet',
    async show(view) {
      await view.getByRole('row').nth(10).waitFor();
    },
  },
  {
    name: 'form',
    async show(view, accounts) {
      const settings = accounts.find(({ name }) => name === 'newcomer-wrong-secret')?.settings;
      await view.getByRole('link', { name: 'New connection' }).click();
      await view.getByLabel('LWA client id', { exact: true }).fill(settings?.lwaClientId ?? '');
      await view.getByLabel('LWA client secret', { exact: true }).fill(settings?.lwaClientSecret ?? '');
      await view.getByLabel('LWA refresh token', { exact: true }).fill(settings?.lwaRefreshToken ?? '');
      await view.getByRole('button', { name: 'Test connection' }).click();
      await view.getByText('Review this first').waitFor();
    },
  },
  {
    name: 'connection',
    async show(view) {
      await view.getByRole('link', { name: 'Fleet' }).click();
      await view.getByRole('row', { name: LIVED_IN }).getByRole('link').click();
      await view.getByText('Last 6 tests').waitFor();
    },
  },
  {
    name: 'expiry',
    async show(view) {
      await view.getByRole('link', { name: 'Expiry' }).click();
      await view.getByRole('heading', { name: 'Later' }).waitFor();
    },
  },
];
