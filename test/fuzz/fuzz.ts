/**
 * `npm run fuzz`: made-up input at every edge of the functions, for a minute; `--minutes N` for longer, `--seed N` to see a
 * failure again. What else is given goes to vitest.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const OPTIONS = { minutes: { type: 'string' }, seed: { type: 'string' } } as const;
const given = process.argv.slice(2);
const { values, tokens } = parseArgs({ args: given, options: OPTIONS, strict: false, tokens: true });
const minutes = Number(values.minutes ?? 1);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('--minutes must be more than 0, --seed a whole number');

const ours = tokens.flatMap((token) =>
  token.kind === 'option' && Object.hasOwn(OPTIONS, token.name)
    ? [token.index, ...(token.inlineValue ? [] : [token.index + 1])]
    : [],
);
const rest = given.filter((_argument, index) => !ours.includes(index));
console.log(`Fuzz for ${minutes} min, --seed ${seed}`);
const vitest = spawn('vitest', ['run', '--config', 'test/fuzz/vitest.config.ts', ...rest], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SECONDS: String(minutes * 60), FUZZ_SEED: String(seed) },
});
vitest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
