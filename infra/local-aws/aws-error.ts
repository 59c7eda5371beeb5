import { ACCOUNT_ID } from './account.ts';

/** An error as an AWS service answers it: `code` is the name that the SDK's exception carries. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** In the words of IAM, which every service passes on. */
export function notAuthorized(action: string, resource: string | null): string {
  return `User: arn:aws:sts::${ACCOUNT_ID}:assumed-role/local/local is not authorized to perform: ${action} on resource: ${resource ?? '*'} because no identity-based policy allows the ${action} action`;
}
