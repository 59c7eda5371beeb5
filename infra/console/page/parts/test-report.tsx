import type { Diagnosis, RequestReport, TestResult } from '../api/shapes.ts';
import { SETTING_NAMES } from '../form/field-names.ts';
import { Badge } from './badge.tsx';
import { CopyButton } from './copy-button.tsx';

const TITLES: Readonly<Record<RequestReport['name'], string>> = {
  'token-exchange': 'Token exchange',
  'get-feeds': 'GET Feeds',
};

const MEANINGS: Readonly<Record<RequestReport['name'], string>> = {
  'token-exchange': 'Login with Amazon takes the three values',
  'get-feeds': 'the endpoint takes the new token',
};

/** The two requests of a test; null while they are under way. */
export function RequestList({ test }: { readonly test: TestResult | null }) {
  const requests = test?.requests ?? [null, null];
  const names = ['token-exchange', 'get-feeds'] as const;
  return (
    <ol class="requests">
      {names.map((name, index) => (
        <RequestRow key={name} name={name} request={requests[index] ?? null} />
      ))}
    </ol>
  );
}

function RequestRow({
  name,
  request,
}: {
  readonly name: RequestReport['name'];
  readonly request: RequestReport | null;
}) {
  return (
    <li>
      <div class="request-head">
        <span>
          <strong>{TITLES[name]}</strong> <span class="quiet">{MEANINGS[name]}</span>
        </span>
        <Badge kind={request?.outcome ?? 'running'} />
      </div>
      {request !== null && request.outcome !== 'skipped' && (
        <dl class="request-facts">
          <dt>Answer</dt>
          <dd>{request.status ?? 'none'}</dd>
          <dt>Latency</dt>
          <dd>{request.latencyMs === null ? '–' : `${request.latencyMs} ms`}</dd>
          {request.attempts > 1 && (
            <>
              <dt>Tries</dt>
              <dd>{request.attempts}</dd>
            </>
          )}
          {request.requestId !== null && (
            <>
              <dt>Request id</dt>
              <dd>
                <code>{request.requestId}</code>{' '}
                <CopyButton text={request.requestId} label="Copy" name={`Copy the request id of ${TITLES[name]}`} />
              </dd>
            </>
          )}
          {request.error !== null && (
            <>
              <dt>Amazon says</dt>
              <dd>{[request.error.code, request.error.message, request.error.details].filter(Boolean).join(': ')}</dd>
            </>
          )}
        </dl>
      )}
    </li>
  );
}

interface DiagnosisNoteProps {
  readonly diagnosis: Diagnosis;
  readonly verdict: TestResult['verdict'];
  /** Leads to a setting in the form; without it the settings are only named. */
  readonly onReview?: ((setting: Diagnosis['settings'][number]) => void) | undefined;
}

/** What is wrong, which settings to review, most likely first, and what to do. */
export function DiagnosisNote({ diagnosis, verdict, onReview }: DiagnosisNoteProps) {
  const tone = verdict === 'failed' ? 'bad' : verdict === 'inconclusive' ? 'wait' : 'good';
  return (
    <div class={`note ${tone}`}>
      <p>
        <strong>{diagnosis.summary}</strong>
      </p>
      <p>{diagnosis.remedy}</p>
      {verdict === 'failed' && diagnosis.settings.length > 0 && (
        <p>
          To review{diagnosis.settings.length > 1 ? ', most likely first' : ''}:{' '}
          {diagnosis.settings.map((setting, index) => (
            <span key={setting}>
              {index > 0 && ', '}
              {onReview && setting !== 'permissions' ? (
                <button type="button" class="link" onClick={() => onReview(setting)}>
                  {SETTING_NAMES[setting]}
                </button>
              ) : (
                SETTING_NAMES[setting]
              )}
            </span>
          ))}
        </p>
      )}
      {diagnosis.evidence.length > 0 && (
        <p class="quiet">
          Evidence:{' '}
          {diagnosis.evidence
            .map(({ call, endpoint, status }) => `${call} on ${endpoint} answered ${status ?? 'nothing'}`)
            .join('; ')}
        </p>
      )}
      <p class="quiet">
        <code>{diagnosis.code}</code> ·{' '}
        <a href={diagnosis.reference} target="_blank" rel="noreferrer">
          What Amazon writes of it
        </a>
      </p>
    </div>
  );
}
