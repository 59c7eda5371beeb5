/** `npm run audit`: fails when a package of the lock file has a known vulnerability, or when nobody can tell what npm says. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import * as z from 'zod/mini';

const found = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
  metadata: z.object({
    vulnerabilities: z.object({ total: z.number() }),
    dependencies: z.object({ total: z.number() }),
  }),
});

/** What npm prints when it could not ask: a status only if there was an answer. */
const notAsked = z.object({ message: z.string(), statusCode: z.optional(z.number()), error: z.object({}) });

/** A registry that cannot tell: it does not know the question, or is broken. Any other refusal is about what we asked. */
const cannotTell = (status: number) => status === 404 || status === 405 || status >= 500;

export interface Judgement {
  readonly passed: boolean;
  readonly text: string;
}

/**
 * Judges what `npm audit --json` prints. One finding fails, of whatever severity. A registry that cannot be asked passes,
 * and the text says so: many mirrors hold packages alone.
 */
export function judgeAudit(printed: string): Judgement {
  const answer = parsed(printed);
  const report = found.safeParse(answer);
  if (report.success) {
    const { vulnerabilities, metadata } = report.data;
    const lines = Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${severity}: ${name} ${range}`);
    const count = metadata.vulnerabilities.total;
    if (count === 0 && lines.length === 0)
      return { passed: true, text: `No known vulnerability in ${metadata.dependencies.total} packages.` };
    return {
      passed: false,
      text: [...lines, `${count} packages with known vulnerabilities: npm audit tells more.`].join('\n'),
    };
  }
  const trouble = notAsked.safeParse(answer);
  const status = trouble.data?.statusCode;
  if (trouble.success && (status === undefined || cannotTell(status)))
    return { passed: true, text: `NOT CHECKED: the registry tells no vulnerabilities (${status ?? 'no answer'}).` };
  return { passed: false, text: `npm audit did not come to an end${status === undefined ? '' : ` (${status})`}.` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const cwd = resolve(import.meta.dirname, '../..');
  // npm ends with an error both when it finds something and when it cannot ask: what it prints tells them apart.
  execFile('npm', ['audit', '--json'], { cwd, maxBuffer: 64 * 1024 * 1024 }, (_error, printed) => {
    const { passed, text } = judgeAudit(printed);
    console.log(text);
    process.exitCode = passed ? 0 : 1;
  });
}
