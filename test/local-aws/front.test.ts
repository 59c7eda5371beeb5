import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

async function post(target: string, body: string, headers: Record<string, string> = { authorization: AUTHORIZATION }) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, ...headers },
    body,
  });
  const answer: unknown = await response.json();
  return { status: response.status, type: response.headers.get('content-type'), answer };
}

describe('the common front', () => {
  it('listens on loopback only', () => {
    expect(aws.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each([
    'secretsmanager.ListSecrets',
    'AmazonSQS.ListQueues',
    'AWSEvents.PutEvents',
    'DynamoDB_20120810.ListTables',
  ])('refuses %s without an Authorization header', async (target) => {
    expect(await post(target, '{}', {})).toMatchObject({
      status: 400,
      answer: { __type: 'MissingAuthenticationTokenException' },
    });
  });

  it('names the services that there are when it is asked for another', async () => {
    expect(await post('AWSStepFunctions.StartExecution', '{}')).toMatchObject({
      status: 404,
      answer: {
        __type: 'UnknownOperationException',
        message: expect.stringMatching(/"AWSStepFunctions\.StartExecution".*secretsmanager.*AmazonSQS/),
      },
    });
  });

  it('answers something other than a POST as an unknown service', async () => {
    expect((await fetch(aws.endpoint)).status).toBe(404);
  });

  it.each([
    'secretsmanager.RotateSecret',
    'secretsmanager.constructor',
    'AmazonSQS.ListQueues',
    'AWSEvents.PutRule',
    'DynamoDB_20120810.TransactWriteItems',
  ])('does not know %s', async (target) => {
    expect(await post(target, '{}', { authorization: AUTHORIZATION, 'x-amz-date': '20260101T000000Z' })).toMatchObject({
      status: expect.any(Number),
      answer: { __type: expect.stringContaining('UnknownOperationException') },
    });
  });

  it.each(['', 'no JSON', '{"SecretId":', '\u0000'])('answers the body %j like AWS: not JSON', async (body) => {
    expect(await post('secretsmanager.GetSecretValue', body)).toMatchObject({
      status: 400,
      answer: { __type: 'SerializationException' },
    });
  });

  it.each([
    ['secretsmanager.GetSecretValue', { SecretId: 1 }, 'SerializationException'],
    ['secretsmanager.GetSecretValue', [], 'SerializationException'],
    ['secretsmanager.GetSecretValue', {}, 'ValidationException'],
    ['secretsmanager.GetSecretValue', { SecretId: '' }, 'ValidationException'],
    ['AmazonSQS.SendMessage', { QueueUrl: 'http://127.0.0.1/0/q' }, 'MissingRequiredParameterException'],
    ['AmazonSQS.ReceiveMessage', { QueueUrl: 'x', MaxNumberOfMessages: 'ten' }, 'SerializationException'],
    ['AWSEvents.PutEvents', { Entries: [] }, 'ValidationException'],
    ['AWSEvents.PutEvents', {}, 'ValidationException'],
  ])('refuses %s of %j as %s', async (target, body, code) => {
    expect(await post(target, JSON.stringify(body))).toMatchObject({ status: 400, answer: { __type: code } });
  });

  it('says what is wrong with a member, and never its value', async () => {
    const body = { Name: 'x', ClientRequestToken: 'x'.repeat(32), SecretString: 'hidden'.repeat(20_000) };
    const { answer } = await post('secretsmanager.CreateSecret', JSON.stringify(body));
    expect(answer).toMatchObject({
      message:
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    });
  });

  it.each([
    ['secretsmanager.ListSecrets', {}, 'application/x-amz-json-1.1'],
    ['AmazonSQS.GetQueueUrl', { QueueName: 'absent' }, 'application/x-amz-json-1.0'],
    ['AWSEvents.PutEvents', { Entries: [{}] }, 'application/x-amz-json-1.1'],
  ])('answers %s in the JSON version of its service', async (target, body, type) => {
    expect((await post(target, JSON.stringify(body))).type).toBe(type);
  });

  it('refuses a body over 16 MiB', async () => {
    expect((await post('secretsmanager.ListSecrets', ' '.repeat(16 * 1024 * 1024 + 1))).status).toBe(413);
  });
});
