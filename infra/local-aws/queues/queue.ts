import { createHash, randomUUID } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { attributesMd5, type MessageAttributes } from './message-attributes.ts';
import { type AttributeValues, type QueueSettings, queueSettings } from './queue-attributes.ts';
import { invalidParameter } from './sqs-errors.ts';

/** Times in epoch milliseconds. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly attributesMd5: string | undefined;
  readonly traceHeader: string | null;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | null;
  /** Of the last time it was handed out; null before, and after a move to a dead-letter queue. */
  receiptHandle: string | null;
  /** The queue that gave it up, for a message in a dead-letter queue. */
  deadLetterSourceArn: string | null;
}

export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | null;
  /** The queue's own delay unless given. */
  readonly delaySeconds: number | undefined;
}

/** A standard queue: at least once, in no promised order (here: the order of sending). */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly given: AttributeValues;
  readonly settings: QueueSettings;
  readonly createdAt: number;
  purgedAt: number | null = null;
  readonly #clock: () => number;
  readonly #deadLetters: (arn: string) => Queue | undefined;
  readonly #messages = new Map<string, Message>();

  /** Throws for attributes that SQS refuses. `deadLetters` finds the queue of a redrive policy when it is needed. */
  constructor(
    name: string,
    given: AttributeValues,
    clock: () => number,
    deadLetters: (arn: string) => Queue | undefined,
  ) {
    this.name = name;
    this.arn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`;
    this.given = given;
    this.settings = queueSettings(given);
    this.#clock = clock;
    this.#deadLetters = deadLetters;
    this.createdAt = clock();
  }

  send({ body, attributes, traceHeader, delaySeconds = this.settings.delaySeconds }: NewMessage): Message {
    const now = this.#clock();
    const message: Message = {
      id: randomUUID(),
      body,
      bodyMd5: createHash('md5').update(body).digest('hex'),
      attributes,
      attributesMd5: attributesMd5(attributes),
      traceHeader,
      sentAt: now,
      visibleAt: now + delaySeconds * 1000,
      receiveCount: 0,
      firstReceivedAt: null,
      receiptHandle: null,
      deadLetterSourceArn: null,
    };
    this.#messages.set(message.id, message);
    return message;
  }

  /** Hands out up to `limit` visible messages; one that was handed out too often goes to the dead-letter queue instead. */
  receive(limit: number, visibilityTimeoutSeconds = this.settings.visibilityTimeoutSeconds): Message[] {
    const now = this.#clock();
    const received: Message[] = [];
    for (const message of this.messages()) {
      if (received.length === limit) break;
      if (message.visibleAt > now || this.#redriven(message)) continue;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilityTimeoutSeconds * 1000;
      message.receiptHandle = Buffer.from(`${this.name}/${message.id}/${randomUUID()}`).toString('base64');
      received.push(message);
    }
    return received;
  }

  /** Deletes nothing when the message is gone or was handed out again since: SQS answers both like a success. */
  delete(receiptHandle: string): void {
    const message = this.#messageOf(receiptHandle);
    if (message?.receiptHandle === receiptHandle) this.#messages.delete(message.id);
  }

  changeVisibility(receiptHandle: string, timeoutSeconds: number): void {
    const message = this.#messageOf(receiptHandle);
    if (message?.receiptHandle !== receiptHandle)
      throw invalidParameter(
        'ReceiptHandle',
        receiptHandle,
        'Message does not exist or is not available for visibility timeout change.',
      );
    message.visibleAt = this.#clock() + timeoutSeconds * 1000;
  }

  purge(): void {
    this.#messages.clear();
  }

  /** In the order of sending; those past the retention period are gone. */
  messages(): Message[] {
    const oldest = this.#clock() - this.settings.retentionSeconds * 1000;
    for (const message of this.#messages.values()) if (message.sentAt < oldest) this.#messages.delete(message.id);
    return [...this.#messages.values()];
  }

  /** When the next hidden message shows, epoch milliseconds; Infinity when none will by itself. */
  nextVisibleAt(): number {
    return this.messages().reduce((earliest, { visibleAt }) => Math.min(earliest, visibleAt), Number.POSITIVE_INFINITY);
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = this.#clock();
    const hidden = this.messages().filter(({ visibleAt }) => visibleAt > now);
    const inFlight = hidden.filter(({ receiptHandle }) => receiptHandle !== null).length;
    return { visible: this.#messages.size - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  /** A message that comes from another queue keeps its id, its age and the count of its receives. */
  #redriven(message: Message): boolean {
    const { redrive } = this.settings;
    if (redrive === null || message.receiveCount < redrive.maxReceiveCount) return false;
    const deadLetters = this.#deadLetters(redrive.deadLetterTargetArn);
    if (deadLetters === undefined) return false;
    this.#messages.delete(message.id);
    deadLetters.#messages.set(message.id, { ...message, receiptHandle: null, deadLetterSourceArn: this.arn });
    return true;
  }

  #messageOf(receiptHandle: string): Message | undefined {
    const [queue, id] = Buffer.from(receiptHandle, 'base64').toString().split('/');
    if (queue !== this.name || id === undefined)
      throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${receiptHandle}" is not valid.`);
    return this.#messages.get(id);
  }
}
