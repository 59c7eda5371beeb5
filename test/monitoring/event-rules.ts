/** The rules as EventBridge would work with them: which events they take, and what text they make of one. */
import { listAt, mapAt, type TemplateMap, type TemplateValue, textAt } from '../../infra/template/values.ts';
import { EVENT_SOURCE } from '../../lib/watch/events.ts';
import { deployment, resourcesOf } from '../template/stack.ts';

export interface NotifiedEvent {
  readonly detailType: string;
  readonly detail: object;
}

/** The rules that take an event, by logical id, each with the text that it sends. */
export function notificationsOf(event: NotifiedEvent, context = deployment()): Record<string, string[]> {
  const envelope = {
    version: '0',
    source: EVENT_SOURCE,
    'detail-type': event.detailType,
    // As it goes over the wire.
    detail: JSON.parse(JSON.stringify(event.detail)),
  };
  const texts: Record<string, string[]> = {};
  for (const [logicalId, rule] of Object.entries(resourcesOf('AWS::Events::Rule', context))) {
    if (!takes(mapAt(rule.EventPattern, logicalId), envelope)) continue;
    for (const target of listAt(rule.Targets, logicalId)) {
      texts[logicalId] = textOf(mapAt(mapAt(target, logicalId).InputTransformer, logicalId), envelope);
    }
  }
  return texts;
}

/** A pattern's lists hold texts that are wanted, or `{exists: true}` (AWS: "Event patterns"). */
function takes(pattern: TemplateMap, value: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const found = memberOf(value, name);
    return Array.isArray(wanted) ? wanted.some((one) => isMet(one, found)) : takes(mapAt(wanted, name), found);
  });
}

function isMet(wanted: TemplateValue, found: unknown): boolean {
  if (typeof wanted === 'object' && wanted !== null) {
    if (JSON.stringify(wanted) !== '{"exists":true}') throw new Error(`${JSON.stringify(wanted)} is not known here`);
    return found !== undefined;
  }
  return wanted === found;
}

/** Each line of the template is a text in quotes; a variable without a value leaves nothing behind. */
function textOf(transformer: TemplateMap, event: unknown): string[] {
  const paths = mapAt(transformer.InputPathsMap, 'InputPathsMap');
  return textAt(transformer.InputTemplate, 'InputTemplate')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const filled = line.replace(/<(\w+)>/g, (_, name: string) => {
        const value = atPath(textAt(paths[name], name), event);
        if (typeof value === 'object') throw new Error(`${name} is no text and no number`);
        return String(value ?? '');
      });
      // A quotation mark or a line break in a value would end the text early.
      const text: unknown = JSON.parse(filled);
      if (typeof text !== 'string') throw new Error(`${filled} is no text`);
      return text;
    });
}

function atPath(path: string, event: unknown): unknown {
  const [root, ...names] = path.split('.');
  if (root !== '$') throw new Error(`${path} does not begin with $`);
  return names.reduce(memberOf, event);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
