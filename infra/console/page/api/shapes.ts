/** The API's shapes as the page reads them: the very types of the functions that answer. */
import type { EndpointName, Marketplace } from '../../../../lib/amazon/endpoints.ts';
import type { TestResult } from '../../../../lib/connection-test/test-result.ts';
import type { ConnectionView } from '../../../../lib/registry/connection-view.ts';

export type { EndpointName } from '../../../../lib/amazon/endpoints.ts';
export type { Setting } from '../../../../lib/connection/settings.ts';
export type { Diagnosis, RequestReport, TestResult, Verdict } from '../../../../lib/connection-test/test-result.ts';
export type Connection = ConnectionView;

export interface EndpointChoice {
  readonly endpoint: EndpointName;
  readonly label: string;
  readonly baseUrl: string;
  readonly sandbox: boolean;
  readonly default: boolean;
  readonly marketplaces: readonly Marketplace[];
}

export interface ConnectionsPage {
  readonly connections: readonly Connection[];
  readonly nextToken?: string;
}

/** Newest first. */
export interface TestsPage {
  readonly tests: readonly TestResult[];
  readonly nextToken?: string;
}

export interface SavedConnection {
  readonly connection: Connection;
  readonly test: TestResult | null;
  readonly warnings: TestResult['warnings'];
}
