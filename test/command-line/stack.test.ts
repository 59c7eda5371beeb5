/** `--stack` asks CloudFormation where the API is: the real SDK against an answer in CloudFormation's words. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { REGION } from '../clients/signed-front.ts';
import { spc } from './spc.ts';

const XMLNS = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abc123/$default';

let api: ScriptedApi;
let cloudFormation: Server;
const asked: string[] = [];
let answer: { status: number; body: string };

beforeAll(async () => {
  api = await startScriptedApi();
  cloudFormation = createServer(async (request, response) => {
    asked.push(Buffer.concat(await Array.fromAsync<Buffer>(request)).toString());
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(cloudFormation, 'listening');
});
afterAll(() => {
  api.close();
  cloudFormation.close();
});

function listWith(...more: readonly string[]) {
  const { port } = cloudFormation.address() as AddressInfo;
  const env = { SPC_URL: undefined, AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}` };
  return spc(api.url, ['list', '--stack', 'spc-prod', ...more], { env });
}

function outputs(values: Readonly<Record<string, string>>): string {
  const members = Object.entries(values).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="${XMLNS}"><DescribeStacksResult><Stacks><member><StackName>spc-prod</StackName><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function error(code: string, message: string): string {
  return `<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

describe('--stack', () => {
  it('finds the API by the outputs of the stack', async () => {
    answer = { status: 200, body: outputs({ ApiUrl: api.url, ApiArn: ARN }) };
    api.answer = { status: 200, body: '{"connections":[]}' };

    expect(await listWith('--json', '--region', REGION)).toMatchObject({
      code: 0,
      stdout: '{\n  "connections": []\n}\n',
    });
    expect(asked.at(-1)).toContain('StackName=spc-prod');
    expect(api.received.at(-1)?.fault).toBeNull();
  });

  it('knows the whole name of what a right is missing for', async () => {
    answer = { status: 200, body: outputs({ ApiUrl: api.url, ApiArn: ARN }) };
    api.answer = { status: 403, body: '{"message":"Forbidden"}' };

    expect((await listWith()).stderr).toContain(`"Resource": "${ARN}/GET/connections"`);
  });

  it.each([
    ['ValidationError', 'Stack with id spc-prod does not exist', 2, '--region'],
    ['AccessDenied', 'User is not authorized', 4, 'cloudformation:DescribeStacks'],
    ['ExpiredToken', 'The security token included in the request is expired', 4, 'The AWS credentials have expired'],
  ])('tells of %s', async (code, message, exitCode, told) => {
    answer = { status: 400, body: error(code, message) };

    expect(await listWith()).toMatchObject({ code: exitCode, stdout: '', stderr: expect.stringContaining(told) });
  });

  it('tells what to do without credentials', async () => {
    const env = { SPC_URL: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

    expect(await spc(api.url, ['list', '--stack', 'spc-prod'], { env })).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/^No AWS credentials were found: .*\nSign in/),
    });
  });

  it('tells of a stack of something else', async () => {
    answer = { status: 200, body: outputs({ BucketName: 'other' }) };

    expect(await listWith()).toMatchObject({ code: 2, stderr: expect.stringContaining('no output ApiUrl') });
  });
});
