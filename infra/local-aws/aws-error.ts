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
