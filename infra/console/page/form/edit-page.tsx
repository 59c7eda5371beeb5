import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import { getConnection } from '../api/registry.ts';
import type { Connection } from '../api/shapes.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Page } from '../shell/page.tsx';
import { EditForm } from './edit-form.tsx';
import { endpoints } from './endpoints.ts';
import { EndpointsProblem } from './endpoints-problem.tsx';
import { NewForm } from './new-form.tsx';

/** The form of a stored connection, once it is read. */
export function EditPage({ connectionId }: { readonly connectionId: string }) {
  const [connection, setConnection] = useState<Connection | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = async () => {
    const answer = await getConnection(connectionId);
    if (answer.ok) setConnection(answer.value);
    setProblem(answer.ok ? null : answer.problem);
  };
  useEffect(() => void read(), [connectionId]);
  if (problem?.code === 'connection_malformed') {
    return (
      <Page title={`Enter ${connectionId} anew`}>
        <EndpointsProblem />
        <p class="note wait">{problem.detail}</p>
        {endpoints.value.choices.length > 0 && <NewForm repairs={connectionId} />}
      </Page>
    );
  }
  return (
    <Page title={`Edit ${connection?.displayName ?? connectionId}`}>
      <EndpointsProblem />
      {connection !== null ? (
        <EditForm connection={connection} />
      ) : problem !== null ? (
        <ProblemNote problem={problem} what="The connection cannot be read." again={read} />
      ) : (
        <Skeleton lines={6} what="Reading the connection" />
      )}
    </Page>
  );
}
