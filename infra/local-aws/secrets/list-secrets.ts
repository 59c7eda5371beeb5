import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { metadata, stagesByVersion } from './describe-secret.ts';
import { NextToken, parseSecretInput } from './members.ts';
import type { Secret } from './secret.ts';
import { type Filter, Filters, matchesAll } from './secret-filters.ts';
import type { SecretStore } from './secret-store.ts';

const DEFAULT_PAGE = 100;

const ListSecretsRequest = z.object({
  MaxResults: z.optional(z.int().check(z.gte(1), z.lte(100))),
  NextToken,
  Filters: z.optional(Filters),
  IncludePlannedDeletion: z.optional(z.boolean()),
  SortOrder: z.optional(z.enum(['asc', 'desc'])),
  SortBy: z.optional(z.enum(['created-date', 'last-accessed-date', 'last-changed-date', 'name'])),
});

export function listSecrets(store: SecretStore, input: unknown): object {
  const page = selectSecrets(store, parseSecretInput(ListSecretsRequest, input));
  return {
    SecretList: page.secrets.map((secret) => ({
      ...metadata(secret),
      SecretVersionsToStages: stagesByVersion(secret),
    })),
    NextToken: page.nextToken,
  };
}

interface Selection {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly Filters?: readonly Filter[] | undefined;
  readonly IncludePlannedDeletion?: boolean | undefined;
  readonly SortOrder?: 'asc' | 'desc' | undefined;
  readonly SortBy?: 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name' | undefined;
}

/** One page of what is selected. Throws InvalidNextTokenException for a token that is not ours or not of this selection. */
export function selectSecrets(
  store: SecretStore,
  selection: Selection,
): { secrets: Secret[]; nextToken: string | undefined } {
  const {
    Filters: filters = [],
    IncludePlannedDeletion = false,
    SortOrder = 'asc',
    SortBy = 'created-date',
  } = selection;
  const digest = createHash('sha256')
    .update(JSON.stringify([filters, IncludePlannedDeletion, SortOrder, SortBy]))
    .digest('base64url');
  const after = selection.NextToken === undefined ? null : positionOf(selection.NextToken, digest);

  const direction = SortOrder === 'asc' ? 1 : -1;
  const order = (one: Position, other: Position) => direction * comparePositions(one, other);
  const place = (secret: Secret): Position => [sortValue(secret, SortBy), secret.sequence];
  const selected = store
    .all()
    .filter(({ deletedAt }) => IncludePlannedDeletion || deletedAt === null)
    .filter((secret) => matchesAll(secret, filters))
    .filter((secret) => after === null || order(place(secret), after) > 0)
    .sort((one, other) => order(place(one), place(other)));

  const secrets = selected.slice(0, selection.MaxResults ?? DEFAULT_PAGE);
  const last = secrets.at(-1);
  const more = last !== undefined && selected.length > secrets.length;
  return { secrets, nextToken: more ? tokenOf(place(last), digest) : undefined };
}

/** Sort value and sequence of the last secret told: what is created or deleted meanwhile moves no page. */
type Position = readonly [string | number, number];
const Token = z.object({ position: z.tuple([z.union([z.string(), z.number()]), z.number()]), digest: z.string() });

function tokenOf(position: Position, digest: string): string {
  return Buffer.from(JSON.stringify({ position, digest })).toString('base64url');
}

function positionOf(token: string, digest: string): Position {
  const parsed = Token.safeParse(jsonOf(token));
  if (!parsed.success || parsed.data.digest !== digest)
    throw new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
  return parsed.data.position;
}

function jsonOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return null;
  }
}

function sortValue(secret: Secret, by: NonNullable<Selection['SortBy']>): string | number {
  switch (by) {
    case 'created-date':
      return secret.createdAt;
    case 'last-changed-date':
      return secret.lastChangedAt;
    case 'last-accessed-date':
      return secret.lastAccessedOn ?? 0;
    case 'name':
      return secret.name;
  }
}

function comparePositions([one, oneSequence]: Position, [other, otherSequence]: Position): number {
  if (one === other) return oneSequence - otherSequence;
  return one < other ? -1 : 1;
}
