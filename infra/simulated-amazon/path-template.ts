/** `/orders/v0/orders/{orderId}` and the paths that fit it. */
export type PathTemplate = readonly (string | { readonly parameter: string })[];

export function pathTemplate(text: string): PathTemplate {
  return text.split('/').map((segment) => {
    const parameter = /^\{(.+)\}$/.exec(segment)?.[1];
    return parameter === undefined ? segment : { parameter };
  });
}

/**
 * The parameters of a path as it was sent, each segment decoded on its own: a slash inside a value is still encoded when
 * the path is cut. Null when the path does not fit, to the letter but for the parameters, or a value cannot be decoded.
 */
export function matchPath(template: PathTemplate, rawPath: string): Record<string, string> | null {
  const segments = rawPath.split('/');
  if (segments.length !== template.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (typeof part === 'string') {
      if (segment !== part) return null;
      continue;
    }
    const value = decode(segment);
    if (!value) return null;
    parameters[part.parameter] = value;
  }
  return parameters;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
