import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { awsClients, errorOf } from './contract-target.ts';

const moduleUrl = new URL('../../infra/local-aws/local-aws.ts', import.meta.url).href;

/** Runs a module in a process of its own and gives its exit code: it ends by itself only when nothing is left open. */
async function exitCodeOf(source: string): Promise<unknown> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code;
}

describe('closing', () => {
  it('answers receives that wait, with nothing', async () => {
    const aws = await startLocalAws();
    const QueueUrl = aws.createQueue('tests');
    const waiting = awsClients(aws.endpoint).sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await aws.receiveWaiting();
    await aws.close();
    expect((await waiting).Messages).toBeUndefined();
  });

  it('drops a caller that gets no answer, and one whose listener never returns', async () => {
    const aws = await startLocalAws();
    aws.faults.inject('secretsmanager.GetSecretValue', 'no-answer', 1);
    const reached = Promise.withResolvers<void>();
    let calls = 0;
    aws.onCall(async () => {
      calls += 1;
      if (calls === 1) return;
      reached.resolve();
      await new Promise(() => {});
    });
    const { secrets } = awsClients(aws.endpoint);
    const ask = () => errorOf(secrets.send(new GetSecretValueCommand({ SecretId: 'a' })));
    const unanswered = [ask(), ask()];
    await reached.promise;
    await aws.close();
    for (const error of await Promise.all(unanswered)) expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('drops a caller that never ends its request', async () => {
    const aws = await startLocalAws();
    const socket = connect(Number(new URL(aws.endpoint).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n');
    const [answered] = await once(socket, 'data');
    expect(String(answered)).toMatch(/^HTTP\/1\.1 100 Continue/);
    const ended = errorOf(once(socket, 'close'));
    await aws.close();
    expect(await ended).toMatchObject({ code: 'ECONNRESET' });
  });

  it('frees the port', async () => {
    const first = await startLocalAws();
    const port = Number(new URL(first.endpoint).port);
    await expect(startLocalAws({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await startLocalAws({ port });
    expect(second.endpoint).toBe(first.endpoint);
    await second.close();
  });

  it('leaves nothing open that would keep a process alive', async () => {
    const code = await exitCodeOf(`
      import { startLocalAws } from ${JSON.stringify(moduleUrl)};
      import { createResultsTable } from ${JSON.stringify(new URL('./results-table.ts', import.meta.url).href)};
      const aws = await startLocalAws();
      await createResultsTable(aws.endpoint, 'results');
      const QueueUrl = aws.createQueue('tests');
      const headers = { 'x-amz-target': 'AmazonSQS.ReceiveMessage', authorization: 'AWS4-HMAC-SHA256 x' };
      const body = JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 });
      const waiting = fetch(aws.endpoint, { method: 'POST', headers, body });
      await aws.receiveWaiting();
      await startLocalAws({ port: Number(new URL(aws.endpoint).port) }).catch(() => {});
      await aws.close();
      await (await waiting).text();
    `);
    expect(code).toBe(0);
  });
});
