import { AwsServiceError } from '../aws/service-error.ts';
import type { ConnectionSettings } from '../connection/settings.ts';
import { scopesOf } from './fleet-state.ts';
import type { FleetStore } from './fleet-store.ts';

/**
 * Whether a test may ask Amazon for evidence. Not while all of a fleet is failing: in an outage, four times the calls would be
 * the worst idea. When the table cannot tell, the user's question comes first.
 */
export function evidencePolicy(diagnosticCalls: boolean, store: FleetStore) {
  return async ({ endpoint, lwaClientId }: ConnectionSettings): Promise<boolean> => {
    if (!diagnosticCalls) return false;
    try {
      const states = await Promise.all(scopesOf({ endpoint, lwaClientId }).map((scope) => store.state(scope)));
      return states.every((state) => state?.state !== 'failing');
    } catch (error) {
      if (error instanceof AwsServiceError) return true;
      throw error;
    }
  };
}
