import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Log } from './audit.ts';
import { nameOf } from './error-name.ts';

/** The only fields that can reach a log line. Whatever else a library or a slip of ours adds is dropped. */
const FIELDS = [
  'requestId',
  'caller',
  'connectionId',
  'action',
  'grant',
  'outcome',
  'amazonRequestId',
  'attempts',
  'status',
  'reason',
  'messageId',
  'endpoint',
  'code',
  'review',
  'remedy',
  'since',
  'expiring',
  'expiresOn',
  'daysLeft',
  'errorName',
  'errorLocation',
] as const;

type Fields = Partial<Record<(typeof FIELDS)[number], string | number | null>>;

/** Powertools would drop null members; a null grant says something. */
class ExactLogItem extends LogItem {
  override prepareForPrint(): void {}
}

class AllowListFormatter extends LogFormatter {
  formatAttributes({ logLevel, message, timestamp }: UnformattedAttributes, additional: LogAttributes): LogItem {
    const attributes: LogAttributes = { level: logLevel, message, timestamp: timestamp.toISOString() };
    for (const name of FIELDS) {
      if (additional[name] !== undefined) attributes[name] = additional[name];
    }
    return new ExactLogItem({ attributes });
  }
}

/** A log for each invocation, as JSON lines. Its request id is given with every line, so that invocations do not mix. */
export function jsonLog(): (requestId: string) => Log {
  const logger = new Logger({ logFormatter: new AllowListFormatter() });
  return (requestId) => {
    const fields = (more: Fields) => ({ requestId, ...more });
    return {
      audit: (entry) => logger.info('audit', fields({ ...entry })),
      unavailable: (details) => logger.error('aws service unavailable', fields(details)),
      repeated: (details) => logger.info('operation repeated', fields(details)),
      failing: (details) => logger.info('connection failing', fields(details)),
      expiring: (details) => logger.info('expiring', fields(details)),
      dropped: (details) => logger.warn('message dropped', fields(details)),
      broken: (error) => logger.error('broken', fields({ errorName: nameOf(error), errorLocation: locationOf(error) })),
    };
  };
}

/** File and line of the first frame. The text of an error, which its stack begins with, may hold anything and is passed over. */
function locationOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { stack = '', message } = error;
  const textAt = stack.indexOf(message);
  const frame = textAt === -1 ? null : /^\s+at .*?([\w.-]+:\d+:\d+)\)?$/m.exec(stack.slice(textAt + message.length));
  return frame?.[1] ?? null;
}
