/** The grammar of CloudWatch's metric math, so far as this project uses it (AWS: "Using math expressions with metrics"). */

export interface Expression {
  /** Ids of metrics and other expressions. */
  readonly ids: readonly string[];
  readonly functions: readonly string[];
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  ...['ABS', 'AVG', 'CEIL', 'DIFF', 'FILL', 'FLOOR', 'IF', 'MAX', 'METRICS', 'METRIC_COUNT', 'MIN', 'PERIOD', 'RATE'],
  ...['RUNNING_SUM', 'SEARCH', 'SLICE', 'SORT', 'STDDEV', 'SUM', 'TIME_SERIES'],
]);
const OPERATOR = /^(?:[-+*/^<>]|[<>=!]=|&&|\|\|)$/;

/** Throws, naming the text, when it is no expression or calls a function that there is not. */
export function parseExpression(text: string): Expression {
  const ids = new Set<string>();
  const functions = new Set<string>();
  const tokens = tokensOf(text);
  let at = 0;

  const peek = () => tokens[at]?.text;
  function take(symbol?: string): Token {
    const token = tokens[at];
    if (!token || (symbol !== undefined && token.text !== symbol)) throw unexpected(text, token);
    at += 1;
    return token;
  }

  function operand(): void {
    const token = take();
    if (token.kind === 'number' || token.kind === 'text') return;
    if (token.kind === 'id') ids.add(token.text);
    else if (token.kind === 'function') call(token.text);
    else if (token.text === '-') operand();
    else if (token.text === '[') list(']');
    else if (token.text === '(') group();
    else throw unexpected(text, token);
  }

  function call(name: string): void {
    if (!FUNCTIONS.has(name)) throw new Error(`${text}: there is no function ${name}`);
    functions.add(name);
    take('(');
    list(')');
  }

  function group(): void {
    expression();
    take(')');
  }

  function list(end: string): void {
    expression();
    while (peek() === ',') {
      take(',');
      expression();
    }
    take(end);
  }

  function expression(): void {
    operand();
    while (OPERATOR.test(peek() ?? '')) {
      take();
      operand();
    }
  }

  expression();
  if (at < tokens.length) throw unexpected(text, tokens[at]);
  return { ids: [...ids], functions: [...functions] };
}

interface Token {
  readonly kind: (typeof KINDS)[number];
  readonly text: string;
}

const KINDS = ['number', 'id', 'function', 'text', 'symbol'] as const;
/** A group for each kind. */
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z]\w*)|([A-Z][A-Z_]*)|'([^']*)'|(<=|>=|==|!=|&&|\|\||[-+*/^()[\],<>]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.slice(1) ?? [];
    const index = groups.findIndex((group) => group !== undefined);
    const kind = KINDS[index];
    if (!kind) throw new Error(`${text}: nothing that is known at ${start}`);
    tokens.push({ kind, text: groups[index] ?? '' });
  }
  return tokens;
}

function unexpected(text: string, token: Token | undefined): Error {
  return new Error(`${text}: unexpected ${token?.text ?? 'end'}`);
}
