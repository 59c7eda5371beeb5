/** Expected failures, mapped to the wire: exhaustively, so that a new one does not compile before somebody has decided. */
import type { ReadFailure } from '../connection/connection-reader.ts';
import type { ChangeFailure } from '../registry/change-connection.ts';
import type { TokenFailure } from '../token/token-failure.ts';
import { invalidRequest, type Problem, storageUnavailable } from './problem.ts';

export function readFailureProblem(failure: ReadFailure): Problem {
  switch (failure.kind) {
    case 'connection_not_found':
      return { code: 'connection_not_found', detail: 'There is no connection with this id.' };
    case 'connection_pending_deletion':
      return {
        code: 'connection_pending_deletion',
        detail: 'The connection is pending deletion. Restore it to use it again.',
      };
    case 'connection_malformed':
      return {
        code: 'connection_malformed',
        detail: `The stored connection cannot be used: ${failure.missing.join(', ')}. Save it again with all of its values.`,
      };
    case 'storage_unavailable':
      return storageUnavailable();
  }
}

/** After a throttled Feeds, the quota (one call in 45 s) must refill before another test says more. */
const FEEDS_QUOTA_SECONDS = 45;
const INCONCLUSIVE_SECONDS = 30;

export function registryFailureProblem(failure: ChangeFailure): Problem {
  switch (failure.kind) {
    case 'version_conflict':
      return {
        code: 'version_conflict',
        detail:
          'The connection is not in the expected version: read it again, and repeat the change if it still makes sense.',
      };
    case 'out_of_time':
      return { code: 'timed_out', detail: 'Nothing was saved: the test left no time for it. Try again.' };
    case 'invalid_settings':
      return invalidRequest(failure.errors);
    case 'test_failed': {
      const { test } = failure;
      const diagnosis = test.diagnosis ? `${test.diagnosis.summary} ${test.diagnosis.remedy}` : '';
      return { code: 'connection_test_failed', detail: `Nothing was saved. ${diagnosis}`.trim(), test };
    }
    case 'test_inconclusive': {
      const { test } = failure;
      const feedsThrottled = test.diagnosis?.code === 'throttled' && test.requests[1].outcome === 'inconclusive';
      return {
        code: 'connection_test_inconclusive',
        detail: `Nothing was saved, since Amazon could not be asked. ${test.diagnosis?.summary ?? ''}`.trim(),
        retryAfterSeconds: feedsThrottled ? FEEDS_QUOTA_SECONDS : INCONCLUSIVE_SECONDS,
        test,
      };
    }
    default:
      return readFailureProblem(failure);
  }
}

/** The cool-down of the broker: an earlier repeat would get the same answer. */
const COOL_DOWN_SECONDS = 10;

export function tokenFailureProblem(failure: TokenFailure): Problem {
  switch (failure.kind) {
    case 'rejected': {
      const { diagnosis } = failure;
      return { code: 'amazon_rejected', detail: `${diagnosis.summary} ${diagnosis.remedy}`, diagnosis };
    }
    case 'restricted_resources_invalid':
      return {
        code: 'invalid_request',
        detail: `Amazon refuses the restricted resources: ${failure.message}`,
        errors: [{ pointer: '/restrictedResources', detail: failure.message }],
      };
    case 'inconclusive':
      return inconclusiveProblem(failure);
    default:
      return readFailureProblem(failure);
  }
}

function inconclusiveProblem({ code }: Extract<TokenFailure, { kind: 'inconclusive' }>): Problem {
  switch (code) {
    case 'throttled':
      return {
        code: 'throttled',
        detail: 'Amazon throttles requests for tokens.',
        retryAfterSeconds: COOL_DOWN_SECONDS,
      };
    case 'amazon_unavailable':
    case 'network_unreachable':
      return {
        code: 'amazon_unavailable',
        detail: 'Amazon did not give a token; try again.',
        retryAfterSeconds: COOL_DOWN_SECONDS,
      };
    case 'timed_out':
      return { code: 'timed_out', detail: 'Amazon did not answer the request for a token in time.' };
    case 'unexpected_response':
      return {
        code: 'amazon_unexpected',
        detail: 'Amazon answered the request for a token with something that is neither a token nor a known error.',
      };
  }
}
