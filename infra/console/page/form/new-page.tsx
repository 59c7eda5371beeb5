import { Skeleton } from '../parts/skeleton.tsx';
import { Page } from '../shell/page.tsx';
import { endpoints } from './endpoints.ts';
import { EndpointsProblem } from './endpoints-problem.tsx';
import { NewForm } from './new-form.tsx';

/** The form of a new connection, once there are endpoints to choose from: nothing is sent that nobody chose. */
export function NewPage() {
  const { choices, problem } = endpoints.value;
  return (
    <Page title="New connection">
      <EndpointsProblem />
      {choices.length > 0 ? <NewForm /> : !problem && <Skeleton lines={6} what="Listing the endpoints" />}
    </Page>
  );
}
