/** Where a deployed stack has its API: two of its outputs. */
import type { CredentialsFailure } from '../api-client/credentials.ts';
import { withoutCredentials } from '../refusals/why-not.ts';
import { EXIT, Refusal } from './exit-code.ts';

export async function apiOfStack(
  name: string,
  profile: string | undefined,
  region: string | undefined,
): Promise<{ url: string; arn: string }> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
  });
  const described = await client.send(new DescribeStacksCommand({ StackName: name })).catch((error: unknown) => {
    throw refusal(name, error);
  });
  const outputs = new Map(described.Stacks?.[0]?.Outputs?.map((output) => [output.OutputKey, output.OutputValue]));
  const [url, arn] = [outputs.get('ApiUrl'), outputs.get('ApiArn')];
  if (!url || !arn) throw new Refusal(`The stack ${name} has no output ApiUrl: it is none of this product.`);
  return { url, arn };
}

function refusal(name: string, error: unknown): Refusal {
  const { name: code, message } = error instanceof Error ? error : new Error(String(error));
  if (code === 'ValidationError') {
    return new Refusal(`${message}. Look for it in another region (--region) or another account (--profile).`);
  }
  if (/region is missing/i.test(message)) return new Refusal('Say the region of the stack: --region eu-west-1.');
  if (/^AccessDenied/.test(code)) {
    return new Refusal(
      `AWS refused to tell where ${name} has its API: ${message}\nThe right is cloudformation:DescribeStacks. Without it, say the address: --url https://…`,
      EXIT.unreachable,
    );
  }
  const without = (reason: CredentialsFailure['reason']) =>
    new Refusal(withoutCredentials({ reason, detail: message }).join('\n'), EXIT.unreachable);
  if (/^(?:Credentials|Token)ProviderError$/.test(code)) return without('no_credentials');
  if (/^ExpiredToken/.test(code)) return without('credentials_expired');
  return new Refusal(
    `The stack ${name} could not be looked up: ${message}\nTry again, or say the address: --url https://…`,
    EXIT.unreachable,
  );
}
