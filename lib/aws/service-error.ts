/** An IAM action, as it is granted: the name under which a failure is logged is the name to look for in a policy. */
export type AwsAction = `${'secretsmanager' | 'dynamodb' | 'sqs' | 'events'}:${string}`;

/** An AWS service did not do what was asked: denied, throttled, out of reach, out of time. Broken infrastructure, so it is thrown. */
export class AwsServiceError extends Error {
  override name = 'AwsServiceError';
  readonly action: AwsAction;
  /** The name of the service's error, `AccessDeniedException` for instance. */
  readonly reason: string;

  constructor(action: AwsAction, reason: string, options?: ErrorOptions) {
    super(`${action}: ${reason}`, options);
    this.action = action;
    this.reason = reason;
  }
}

/** The answer of a service; its error as an `AwsServiceError` with the original as its cause. */
export async function asked<Answer>(action: AwsAction, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new AwsServiceError(action, error instanceof Error ? error.name : 'unknown', { cause: error });
  }
}

/** Whether the service refused because a condition of ours did not hold. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof AwsServiceError && error.reason === 'ConditionalCheckFailedException';
}
