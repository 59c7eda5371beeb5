/** A simulated selling partner account, with the one application that it has authorized: plain data, all of it made up. */
import * as z from 'zod/mini';
import { ENDPOINT_NAMES, type EndpointName } from '../../lib/amazon/endpoints.ts';
import type { AccountType } from '../../lib/amazon/second-opinion.ts';
import { CONNECTION_ID } from '../../lib/connection/connection-id.ts';
import type { ConnectionSettingsInput } from '../../lib/connection/settings.ts';
import { DIAGNOSIS_CODES, type DiagnosisCode } from '../../lib/connection-test/diagnosis-code.ts';
import type { Verdict } from '../../lib/connection-test/test-result.ts';
import { type AccountFault, accountFault } from './fault.ts';
import { madeUpClientId, madeUpClientSecret, madeUpRefreshToken } from './made-up-values.ts';
import { type OperationName, USAGE_PLANS } from './quota.ts';

/** Roles of which any one opens the Feeds operations (Amazon: Feeds API). */
export const FEEDS_ROLES = [
  'Amazon Fulfillment',
  'Brand Analytics',
  'Direct to Consumer Shipping (Restricted)',
  'Inventory and Order Tracking',
  'Payment Initiation Service Provider (EU)',
  'Pricing',
  'Product Listing',
  'Tax Invoicing (Restricted)',
] as const;

const ROLES = [...FEEDS_ROLES, 'Buyer Communication', 'Finance and Accounting'] as const;
export type Role = (typeof ROLES)[number];

interface SimulatedApplication {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Past its 180 days: LWA still issues tokens, the SP-API refuses them. */
  readonly clientSecretExpired: boolean;
  /** Amazon has blocked the application: LWA answers `access_denied`. */
  readonly blocked: boolean;
}

export interface SimulatedAccount {
  readonly name: string;
  readonly description: string;
  readonly application: SimulatedApplication;
  readonly refreshToken: string;
  /** Where the authorization holds. One for production is accepted in every sandbox too, one for a sandbox in all of them. */
  readonly authorizedFor: EndpointName;
  readonly accountType: AccountType;
  readonly roles: readonly Role[];
  /** The seller has withdrawn the authorization. */
  readonly revoked: boolean;
  /** Amazon has deactivated the account: every operation is refused without a reason. */
  readonly suspended: boolean;
  /** Operations whose quota somebody else uses up as fast as it refills. */
  readonly exhaustedQuotas: readonly OperationName[];
  /** Whether the account has sent one JSON_LISTINGS_FEED, an hour ago. */
  readonly recentFeed: boolean;
  readonly fault: AccountFault | null;
  /** What a connection to this account has been given: with the mistake in it, where the mistake is in the settings. */
  readonly settings: ConnectionSettingsInput;
  readonly expected: Expectation;
  /** False: not yet a connection, for a reader to create. */
  readonly saved: boolean;
}

/** What a test that seeks evidence says of the settings; `code` null is a pass without remark. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly code: DiagnosisCode | null;
}

const text = z.string().check(z.minLength(1), z.maxLength(2_048));

/** An account as it is written down: whatever is left out is that of a healthy seller in North America. */
export const accountOutline = z.strictObject({
  name: z.string().check(z.regex(CONNECTION_ID, 'must be lower-case letters, digits and hyphens')),
  description: z.optional(z.string()),
  application: z.optional(
    z.strictObject({
      /** Made-up values come from this name: accounts with the same one share their application. Default: the account's. */
      name: z.optional(text),
      clientId: z.optional(text),
      clientSecret: z.optional(text),
      clientSecretExpired: z.optional(z.boolean()),
      blocked: z.optional(z.boolean()),
    }),
  ),
  refreshToken: z.optional(text),
  authorizedFor: z.optional(z.enum(ENDPOINT_NAMES)),
  accountType: z.optional(z.enum(['seller', 'vendor'])),
  roles: z.optional(z.array(z.enum(ROLES))),
  revoked: z.optional(z.boolean()),
  suspended: z.optional(z.boolean()),
  exhaustedQuotas: z.optional(z.array(z.enum(Object.keys(USAGE_PLANS) as OperationName[]))),
  recentFeed: z.optional(z.boolean()),
  fault: z.optional(accountFault),
  settings: z.optional(
    z.strictObject({
      endpoint: z.optional(z.enum(ENDPOINT_NAMES)),
      lwaClientId: z.optional(text),
      lwaClientSecret: z.optional(text),
      lwaRefreshToken: z.optional(text),
      displayName: z.optional(text),
      accountType: z.optional(z.enum(['seller', 'vendor'])),
      labels: z.optional(z.record(z.string(), z.string())),
      expectFeeds: z.optional(z.boolean()),
    }),
  ),
  expected: z.optional(
    z.strictObject({
      verdict: z.enum(['passed', 'failed', 'inconclusive']),
      code: z.nullable(z.enum(DIAGNOSIS_CODES)),
    }),
  ),
  saved: z.optional(z.boolean()),
});

export type AccountOutline = z.infer<typeof accountOutline>;

/** Fills in what an outline leaves out. */
export function account(outline: AccountOutline): SimulatedAccount {
  const applicationName = outline.application?.name ?? outline.name;
  const application: SimulatedApplication = {
    clientId: outline.application?.clientId ?? madeUpClientId(applicationName),
    clientSecret: outline.application?.clientSecret ?? madeUpClientSecret(applicationName),
    clientSecretExpired: outline.application?.clientSecretExpired ?? false,
    blocked: outline.application?.blocked ?? false,
  };
  const refreshToken = outline.refreshToken ?? madeUpRefreshToken(outline.name);
  const authorizedFor = outline.authorizedFor ?? 'na';
  const accountType = outline.accountType ?? 'seller';
  return {
    name: outline.name,
    description: outline.description ?? '',
    application,
    refreshToken,
    authorizedFor,
    accountType,
    roles: outline.roles ?? ['Product Listing'],
    revoked: outline.revoked ?? false,
    suspended: outline.suspended ?? false,
    exhaustedQuotas: outline.exhaustedQuotas ?? [],
    recentFeed: outline.recentFeed ?? false,
    fault: outline.fault ?? null,
    settings: {
      ...outline.settings,
      endpoint: outline.settings?.endpoint ?? authorizedFor,
      lwaClientId: outline.settings?.lwaClientId ?? application.clientId,
      lwaClientSecret: outline.settings?.lwaClientSecret ?? application.clientSecret,
      lwaRefreshToken: outline.settings?.lwaRefreshToken ?? refreshToken,
      accountType: outline.settings?.accountType ?? accountType,
    },
    expected: outline.expected ?? { verdict: 'passed', code: null },
    saved: outline.saved ?? true,
  };
}
