/** The language of CloudWatch Logs Insights, so far as this project uses it (AWS: "Logs Insights QL query syntax"). */

export interface LogQuery {
  readonly sources: readonly string[];
  /** Fields of the log lines, not names that the query gives itself. */
  readonly fields: readonly string[];
  /** Values that `message` is compared with. */
  readonly messages: readonly string[];
  /** Whether a line comes through the first filter. */
  readonly takes: (line: Readonly<Record<string, unknown>>) => boolean;
}

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const TEXT = '"[^"]*"';
const LIST = `\\[${TEXT}(?:, ${TEXT})*\\]`;
const PATTERN = '/[^/]+/';
const COMPARISON = `(${NAME}) (?:= ${TEXT}|!= ${TEXT}|in ${LIST}|like ${PATTERN})`;
const AGGREGATE = new RegExp(`^(?:latest|earliest|max|min|sum|avg|count)\\((${NAME}|\\*)\\) as (${NAME})$`);

/** Throws, naming the command, when something is not of the language. */
export function parseQuery(query: string): LogQuery {
  const sources: string[] = [];
  const fields = new Set<string>();
  const messages = new Set<string>();
  const ownNames = new Set<string>();
  let takes: LogQuery['takes'] | undefined;
  const use = (name: string) => {
    if (!ownNames.has(name)) fields.add(name);
  };
  const wrong = (command: string) => new Error(`${command}: not a command of Logs Insights`);

  for (const command of query.split(' | ')) {
    const [word = '', ...rest] = command.split(' ');
    const parameters = rest.join(' ');
    switch (word) {
      case 'SOURCE': {
        const name = /^'([^']+)'$/.exec(parameters)?.[1];
        if (name === undefined) throw wrong(command);
        sources.push(name);
        break;
      }
      case 'filter': {
        const condition = parameters.replaceAll(/[()]/g, '');
        if (!new RegExp(`^${COMPARISON}(?: (?:and|or) ${COMPARISON})*$`).test(condition)) throw wrong(command);
        takes ??= conditionOf(parameters);
        for (const [comparison, name = ''] of condition.matchAll(new RegExp(COMPARISON, 'g'))) {
          use(name);
          if (name === 'message') for (const [, text = ''] of comparison.matchAll(/"([^"]*)"/g)) messages.add(text);
        }
        break;
      }
      case 'stats': {
        const [aggregates = '', groups = ''] = parameters.split(' by ');
        const names: string[] = [];
        for (const aggregate of aggregates.split(', ')) {
          const [, field = '', name = ''] = AGGREGATE.exec(aggregate) ?? [];
          if (field === '' || ownNames.has(name)) throw wrong(command);
          if (field !== '*') use(field);
          names.push(name);
        }
        for (const group of groups.split(', ')) {
          if (!new RegExp(`^${NAME}$`).test(group)) throw wrong(command);
          use(group);
          names.push(group);
        }
        // Afterwards there is nothing else.
        ownNames.clear();
        for (const name of names) ownNames.add(name);
        break;
      }
      case 'sort':
        if (!new RegExp(`^${NAME} (?:asc|desc)$`).test(parameters)) throw wrong(command);
        use(rest[0] ?? '');
        break;
      case 'display':
        for (const name of parameters.split(', ')) use(name);
        break;
      case 'limit':
        if (!/^\d+$/.test(parameters)) throw wrong(command);
        break;
      default:
        throw wrong(command);
    }
  }
  return { sources, fields: [...fields], messages: [...messages], takes: takes ?? (() => true) };
}

/** `and` binds more tightly than `or`, parentheses most. */
function conditionOf(text: string): LogQuery['takes'] {
  const tokens = [...text.matchAll(new RegExp(`[()]|${COMPARISON}|and|or`, 'g'))].map(([token]) => token);
  const either = (): LogQuery['takes'] => {
    const one = both();
    if (tokens[0] !== 'or') return one;
    tokens.shift();
    const other = either();
    return (line) => one(line) || other(line);
  };
  const both = (): LogQuery['takes'] => {
    const one = single();
    if (tokens[0] !== 'and') return one;
    tokens.shift();
    const other = both();
    return (line) => one(line) && other(line);
  };
  const single = (): LogQuery['takes'] => {
    const token = tokens.shift() ?? '';
    if (token !== '(') return comparisonOf(token);
    const inner = either();
    if (tokens.shift() !== ')') throw new Error(`${text}: a parenthesis is open`);
    return inner;
  };
  const whole = either();
  if (tokens.length > 0) throw new Error(`${text}: ${tokens[0]} is too much`);
  return whole;
}

/** Of a field that is not there, or null, nothing is true. */
function comparisonOf(comparison: string): LogQuery['takes'] {
  const [name = '', operator = '', ...rest] = comparison.split(' ');
  const operand = rest.join(' ');
  const texts = [...operand.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text);
  const pattern = new RegExp(operand.slice(1, -1));
  return (line) => {
    const value = line[name];
    if (typeof value !== 'string') return false;
    if (operator === 'like') return pattern.test(value);
    return texts.includes(value) === (operator !== '!=');
  };
}
