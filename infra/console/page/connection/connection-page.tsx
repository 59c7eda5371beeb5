import { useRef, useState } from 'preact/hooks';
import { supportBundle } from '../../../support-bundle/support-bundle.ts';
import type { Problem } from '../api/problem.ts';
import { deleteConnection, restoreConnection, testConnection } from '../api/registry.ts';
import { isAwaited } from '../fleet/pace.ts';
import { Since } from '../parts/ago.tsx';
import { Badge } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { now } from '../parts/now.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { DiagnosisNote } from '../parts/test-report.tsx';
import { announce } from '../shell/announcement.tsx';
import { Page } from '../shell/page.tsx';
import { hrefOf } from '../shell/routes.ts';
import { Countdowns } from './countdowns.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { Facts } from './facts.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { Malformed } from './malformed.tsx';
import { TestHistory } from './test-history.tsx';
import { useConnection } from './use-connection.ts';
import { VerdictTimeline } from './verdict-timeline.tsx';

export function ConnectionPage({ connectionId }: { readonly connectionId: string }) {
  const { connection, tests, nextToken, problem, refresh, older } = useConnection(connectionId);
  const [running, setRunning] = useState(false);
  const [refused, setRefused] = useState<{ readonly what: string; readonly problem: Problem } | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  async function act(what: string, call: Promise<{ ok: true } | { ok: false; problem: Problem }>) {
    setRunning(true);
    const answer = await call;
    setRefused(answer.ok ? null : { what, problem: answer.problem });
    await refresh();
    setRunning(false);
    announce(answer.ok ? 'Done.' : what);
  }
  const test = () => act('It was not tested.', testConnection(connectionId));
  const remove = (version: string | null) => (days: number) =>
    act('It was not deleted.', deleteConnection(connectionId, version, days));
  const restore = () => act('It was not restored.', restoreConnection(connectionId));

  if (problem?.code === 'connection_pending_deletion') {
    return (
      <Page title={connectionId}>
        {refused && <ProblemNote {...refused} />}
        <div class="empty">
          <p>
            <strong>This connection is deleted.</strong> {problem.detail}
          </p>
          <button type="button" class="primary" disabled={running} onClick={restore}>
            Restore it
          </button>
        </div>
      </Page>
    );
  }
  if (problem?.code === 'connection_malformed') {
    return <Malformed {...{ connectionId, problem, refused, running }} onDelete={remove(null)} />;
  }
  if (connection === null) {
    return (
      <Page title={connectionId}>
        {problem ? (
          <ProblemNote problem={problem} what="The connection cannot be read." again={refresh} />
        ) : (
          <Skeleton lines={8} what="Reading the connection" />
        )}
      </Page>
    );
  }

  const { displayName, state, stateSince, latestTest, lwaClientId } = connection;
  const testing = running || isAwaited(connection, now.value);
  return (
    <Page
      title={displayName ?? connectionId}
      actions={
        <>
          <button type="button" class="primary" disabled={running} onClick={test}>
            Test now
          </button>
          <CopyButton text={() => supportBundle(connection, tests)} label="Copy support bundle" class="" />
          <a class="button" href={hrefOf({ page: 'edit', connectionId })}>
            Edit
          </a>
          <button type="button" disabled={running} onClick={() => dialog.current?.showModal()}>
            Delete
          </button>
        </>
      }
    >
      <p class="lead">
        <code>{connectionId}</code> <Badge kind={state} />{' '}
        {stateSince !== null && (
          <span class="quiet">
            for <Since at={stateSince} />
          </span>
        )}
        {testing && <Badge kind="running" text="testing" />}
      </p>
      {problem && <ProblemNote problem={problem} what="What is shown may be old." again={refresh} />}
      {refused && <ProblemNote {...refused} />}
      {latestTest?.diagnosis && <DiagnosisNote diagnosis={latestTest.diagnosis} verdict={latestTest.verdict} />}
      {latestTest?.diagnosis?.settings.includes('lwaClientSecret') && lwaClientId && (
        <p>
          <a href={hrefOf({ page: 'client-secrets' })}>Replace the client secret</a> for every connection that shares
          it.
        </p>
      )}
      <Countdowns connection={connection} />
      <section aria-labelledby="tests-title">
        <h2 id="tests-title">Tests</h2>
        {tests.length === 0 ? (
          <p class="quiet">{testing ? 'The first test is on its way.' : 'It has not been tested yet.'}</p>
        ) : (
          <>
            <VerdictTimeline tests={tests} />
            <LatencyChart tests={tests} />
            <TestHistory tests={tests} older={nextToken === undefined ? null : older} />
          </>
        )}
      </section>
      <section aria-labelledby="facts-title">
        <h2 id="facts-title">What is stored</h2>
        <Facts connection={connection} />
      </section>
      <DeleteDialog dialog={dialog} connectionId={connectionId} onDelete={remove(connection.version)} />
    </Page>
  );
}
