/** What the functions write: shown on standard error as it comes, or kept for the case that something goes wrong. */
export interface FunctionLog {
  readonly add: (functionName: string, line: string) => void;
  /** Shows the last lines that were kept. */
  print(): void;
}

const KEPT_LINES = 100;

export function functionLog(shown: boolean, show: (line: string) => void = console.error): FunctionLog {
  const kept: string[] = [];
  return {
    add(functionName, text) {
      const line = `${functionName}  ${text}`;
      if (shown) show(line);
      else if (kept.push(line) > KEPT_LINES) kept.shift();
    },
    print() {
      for (const line of kept) show(line);
    },
  };
}
