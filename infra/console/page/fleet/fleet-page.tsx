import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EndpointChoice } from '../api/shapes.ts';
import { endpoints } from '../form/endpoints.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Page } from '../shell/page.tsx';
import { hrefOf } from '../shell/routes.ts';
import { fleet, followFleet, listFleet } from './fleet.ts';
import { arrange, countByState, EVERYTHING, type FleetFilter, WORST_FIRST } from './fleet-order.ts';
import { FleetTable } from './fleet-table.tsx';
import { StateFilter } from './state-filter.tsx';
import { manyTests, testMany } from './test-many.ts';
import { TestProgress } from './test-progress.tsx';

export function FleetPage() {
  useEffect(followFleet, []);
  const filter = useSignal<FleetFilter>(EVERYTHING);
  const order = useSignal(WORST_FIRST);
  const shown = useComputed(() => arrange(fleet.value.connections, filter.value, order.value));
  const { connections, complete, problem } = fleet.value;

  if (connections.length === 0 && !complete) {
    return (
      <Page title="Fleet">
        {problem ? (
          <ProblemNote problem={problem} what="The connections cannot be listed." again={listFleet} />
        ) : (
          <Skeleton lines={8} what="Listing the connections" />
        )}
      </Page>
    );
  }
  if (connections.length === 0) return <NoConnections />;

  const testing = manyTests.value !== null && !manyTests.value.over;
  return (
    <Page
      title="Fleet"
      actions={
        <button
          type="button"
          disabled={testing || shown.value.length === 0}
          onClick={() => testMany(shown.value.map(({ connectionId }) => connectionId))}
        >
          Test {shown.value.length === connections.length ? 'all' : `these ${shown.value.length}`}
        </button>
      }
    >
      {problem && <ProblemNote problem={problem} what="What is shown may be old." again={listFleet} />}
      <div class="filters">
        <StateFilter
          counts={countByState(connections)}
          chosen={filter.value.state}
          onChoose={(state) => {
            filter.value = { ...filter.value, state };
          }}
        />
        <EndpointFilter
          chosen={filter.value.endpoint}
          onChoose={(endpoint) => {
            filter.value = { ...filter.value, endpoint };
          }}
        />
        <input
          type="search"
          aria-label="Find a connection"
          placeholder="Find by id, name, label, cause"
          value={filter.value.text}
          onInput={(event) => {
            filter.value = { ...filter.value, text: event.currentTarget.value };
          }}
        />
      </div>
      <TestProgress />
      {!complete && <p class="quiet">Listing: {connections.length} so far.</p>}
      {shown.value.length === 0 ? (
        <p class="empty">No connection fits. </p>
      ) : (
        <FleetTable connections={shown.value} order={order} />
      )}
    </Page>
  );
}

interface EndpointFilterProps {
  readonly chosen: FleetFilter['endpoint'];
  readonly onChoose: (endpoint: FleetFilter['endpoint']) => void;
}

function EndpointFilter({ chosen, onChoose }: EndpointFilterProps) {
  const known: readonly EndpointChoice[] = endpoints.value.choices;
  return (
    <select
      aria-label="Endpoint"
      value={chosen ?? ''}
      onChange={(event) => {
        const name = event.currentTarget.value;
        onChoose(known.find(({ endpoint }) => endpoint === name)?.endpoint ?? null);
      }}
    >
      <option value="">All endpoints</option>
      {known.map(({ endpoint }) => (
        <option key={endpoint} value={endpoint}>
          {endpoint}
        </option>
      ))}
    </select>
  );
}

function NoConnections() {
  return (
    <Page title="Fleet">
      <div class="empty">
        <p>
          <strong>There are no connections yet.</strong>
        </p>
        <p>
          A connection is an endpoint and the three Login with Amazon values of one selling partner account. It is
          tested before it is saved.
        </p>
        <a class="button primary" href={hrefOf({ page: 'new' })}>
          Add the first one
        </a>
      </div>
    </Page>
  );
}
