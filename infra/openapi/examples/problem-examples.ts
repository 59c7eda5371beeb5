/** One example of each problem; where a function of the API puts it into words, in those words. */
import { parseSettings } from '../../../lib/connection/settings.ts';
import { registryFailureProblem, tokenFailureProblem } from '../../../lib/http/failure-problem.ts';
import {
  invalidRequest,
  type Problem,
  type ProblemCode,
  problemBody,
  storageUnavailable,
} from '../../../lib/http/problem.ts';
import { settings } from './acme.ts';
import { failedTest, inconclusiveTest, rejection } from './test-results.ts';

const REQUEST_ID = 'JKJaXmPLvHcESHA=';

const refused = parseSettings({ ...settings, endpoint: 'UK', lwaClientID: settings.lwaClientId });

const PROBLEMS: Readonly<Record<ProblemCode, Problem>> = {
  invalid_request: invalidRequest(refused.ok ? [] : refused.failure),
  path_refused: { code: 'path_refused', detail: 'The path holds a segment that leads elsewhere.' },
  operation_refused: { code: 'operation_refused', detail: 'Operations on applications are not performed here.' },
  connection_not_found: registryFailureProblem({ kind: 'connection_not_found' }),
  route_not_found: { code: 'route_not_found', detail: 'There is no such route.' },
  connection_pending_deletion: registryFailureProblem({ kind: 'connection_pending_deletion' }),
  connection_malformed: {
    code: 'connection_malformed',
    detail: 'The stored connection cannot be used: lwaRefreshToken. Save it again with all of its values.',
  },
  version_conflict: registryFailureProblem({ kind: 'version_conflict' }),
  payload_too_large: { code: 'payload_too_large', detail: 'The body must have at most 32 KiB.' },
  unsupported_media_type: { code: 'unsupported_media_type', detail: 'The body must be application/json.' },
  connection_test_failed: registryFailureProblem({ kind: 'test_failed', test: failedTest }),
  throttled: tokenFailureProblem({ kind: 'inconclusive', code: 'throttled', amazonRequestId: null }),
  internal_error: {
    code: 'internal_error',
    detail: 'Something is broken on our side; the log has more under the request id.',
  },
  amazon_rejected: tokenFailureProblem({ kind: 'rejected', diagnosis: rejection, amazonRequestId: null }),
  amazon_unexpected: tokenFailureProblem({ kind: 'inconclusive', code: 'unexpected_response', amazonRequestId: null }),
  response_too_large: { code: 'response_too_large', detail: 'The result is larger than an answer can be.' },
  connection_test_inconclusive: registryFailureProblem({
    kind: 'test_inconclusive',
    test: inconclusiveTest,
  }),
  amazon_unavailable: tokenFailureProblem({ kind: 'inconclusive', code: 'amazon_unavailable', amazonRequestId: null }),
  storage_unavailable: storageUnavailable(),
  timed_out: tokenFailureProblem({ kind: 'inconclusive', code: 'timed_out', amazonRequestId: null }),
};

/** As it goes over the wire. */
export function problemExample(code: ProblemCode) {
  const problem = PROBLEMS[code];
  return { summary: problem.detail.split(/[.;:]/)[0] ?? code, value: problemBody(problem, REQUEST_ID) };
}
