/** The endpoints to choose from, asked for until they are known. */
import { signal } from '@preact/signals';
import type { Problem } from '../api/problem.ts';
import { listEndpoints } from '../api/registry.ts';
import type { EndpointChoice, EndpointName } from '../api/shapes.ts';

export const endpoints = signal<{ readonly choices: readonly EndpointChoice[]; readonly problem: Problem | null }>({
  choices: [],
  problem: null,
});

let loading: Promise<void> | null = null;

export function loadEndpoints(): Promise<void> {
  loading ??= load().finally(() => {
    loading = null;
  });
  return loading;
}

async function load(): Promise<void> {
  const answer = await listEndpoints();
  endpoints.value = answer.ok
    ? { choices: answer.value.endpoints, problem: null }
    : { choices: endpoints.value.choices, problem: answer.problem };
}

export function labelOf(name: EndpointName | null): string {
  return endpoints.value.choices.find(({ endpoint }) => endpoint === name)?.label ?? name ?? '–';
}
