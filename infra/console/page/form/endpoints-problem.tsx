import { useEffect } from 'preact/hooks';
import { ProblemNote } from '../parts/problem-note.tsx';
import { endpoints, loadEndpoints } from './endpoints.ts';

/** Asks once more when a form opens without endpoints to choose from, and says why there are none. */
export function EndpointsProblem() {
  const { choices, problem } = endpoints.value;
  useEffect(() => {
    if (choices.length === 0) void loadEndpoints();
  }, []);
  return problem && <ProblemNote problem={problem} what="The endpoints cannot be listed." again={loadEndpoints} />;
}
