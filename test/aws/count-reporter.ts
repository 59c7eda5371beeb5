import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with how many tests passed and failed; what could not be begun counts as one that failed. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      let ofModule = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'skipped') skipped += 1;
        if (state === 'failed') ofModule += 1;
      }
      failed += module.ok() ? 0 : Math.max(1, ofModule);
    }
    const line = `${passed} passed, ${failed} failed, ${skipped} skipped as known deviations of moto`;
    process.once('exit', () => console.log(line));
  }
}
