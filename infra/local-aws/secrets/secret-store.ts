import { randomBytes } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Secret } from './secret.ts';

const ARN_PREFIX = `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:`;
const ARN_SUFFIX = /-[A-Za-z0-9]{6}$/;
const NAME = /^[A-Za-z0-9/_+=.@!-]+$/;

/** All secrets, by name. A secret whose recovery window is over is gone the next time anybody looks. */
export class SecretStore {
  readonly clock: () => number;
  readonly #secrets = new Map<string, Secret>();
  #created = 0;

  constructor(clock: () => number) {
    this.clock = clock;
  }

  /** A secret without versions. The name must be free. */
  create(name: string): Secret {
    const now = this.clock();
    this.#created += 1;
    const secret: Secret = {
      name,
      arn: arnOf(name),
      sequence: this.#created,
      createdAt: now,
      lastChangedAt: now,
      lastAccessedOn: null,
      description: null,
      kmsKeyId: null,
      tags: null,
      versions: new Map(),
      deletedAt: null,
    };
    this.#secrets.set(name, secret);
    return secret;
  }

  /** By name, ARN, or ARN without its six random characters; also one marked for deletion. */
  lookUp(secretId: string): Secret | undefined {
    const secret = secretId.startsWith('arn:') ? this.#withArn(secretId) : this.#named(secretId);
    return secret !== undefined && this.#remains(secret) ? secret : undefined;
  }

  /** As `lookUp`; throws ResourceNotFoundException when there is none. */
  find(secretId: string): Secret {
    const secret = this.lookUp(secretId);
    if (secret === undefined)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** As `find`; throws InvalidRequestException when the secret is marked for deletion. */
  findLiving(secretId: string): Secret {
    const secret = this.find(secretId);
    if (secret.deletedAt !== null)
      throw new AwsError(
        'InvalidRequestException',
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    return secret;
  }

  remove(name: string): void {
    this.#secrets.delete(name);
  }

  /** In order of creation, with those marked for deletion. */
  all(): Secret[] {
    return [...this.#secrets.values()].filter((secret) => this.#remains(secret));
  }

  #named(name: string): Secret | undefined {
    checkName(name);
    return this.#secrets.get(name);
  }

  /** An ARN that ends in a hyphen and six characters counts as complete, even when they are the end of a name. */
  #withArn(given: string): Secret | undefined {
    const complete = ARN_SUFFIX.test(given);
    return [...this.#secrets.values()].find(
      ({ arn }) => arn === given || (!complete && arn.replace(ARN_SUFFIX, '') === given),
    );
  }

  #remains(secret: Secret): boolean {
    const remains = secret.deletedAt === null || secret.deletedAt > this.clock();
    if (!remains) this.#secrets.delete(secret.name);
    return remains;
  }
}

/** Throws ValidationException for characters that AWS refuses, in AWS's words. */
export function checkName(name: string): void {
  if (!NAME.test(name))
    throw new AwsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
}

export function arnOf(name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const suffix = Array.from(randomBytes(6), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${ARN_PREFIX}${name}-${suffix}`;
}
