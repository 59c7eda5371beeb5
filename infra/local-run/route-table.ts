/** Which route of an HTTP API takes a request. Source: AWS, "Create routes for HTTP APIs", routing of requests. */

export interface Route {
  /** An HTTP method in capitals, or `ANY`. */
  readonly method: string;
  /** `/connections/{connectionId}/sp-api/{path+}`. */
  readonly path: string;
  readonly routeKey: string;
}

export interface RouteMatch<R extends Route> {
  readonly route: R;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the most specific route for a method and a decoded path: one that matches in full before one with a greedy
 * variable, a route's own method before `ANY`, then literal segments before variables from the left. Null when none fits.
 */
export function routeTable<R extends Route>(
  routes: readonly R[],
): (method: string, path: string) => RouteMatch<R> | null {
  const ordered = routes.map(compile).sort((left, right) => compare(left.rank, right.rank));
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const { route, parts } of ordered) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const pathParameters = matchSegments(parts, segments);
      if (pathParameters) return { route, pathParameters };
    }
    return null;
  };
}

type Part = { readonly kind: 'literal' | 'variable' | 'greedy'; readonly text: string };

const KIND_RANK = { literal: 0, variable: 1, greedy: 2 } as const;

function compile<R extends Route>(route: R): { route: R; parts: Part[]; rank: number[] } {
  const parts = route.path.split('/').slice(1).map(readPart);
  const greedy = parts.some((part) => part.kind === 'greedy') ? 1 : 0;
  const any = route.method === 'ANY' ? 1 : 0;
  return { route, parts, rank: [greedy, any, ...parts.map((part) => KIND_RANK[part.kind])] };
}

function readPart(segment: string): Part {
  const variable = /^\{([^}+]+)(\+?)\}$/.exec(segment);
  if (!variable) return { kind: 'literal', text: segment };
  return { kind: variable[2] === '+' ? 'greedy' : 'variable', text: variable[1] ?? '' };
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, rank] of left.entries()) {
    const difference = rank - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The variables' values, or null when the path does not fit. A variable takes at least one character. */
function matchSegments(parts: readonly Part[], segments: readonly string[]): Record<string, string> | null {
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = part.kind === 'greedy' ? segments.slice(index).join('/') : segments[index];
    if (value === undefined || (part.kind === 'literal' ? value !== part.text : value === '')) return null;
    if (part.kind !== 'literal') values[part.text] = value;
    if (part.kind === 'greedy') return values;
  }
  return parts.length === segments.length ? values : null;
}
