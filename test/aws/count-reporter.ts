import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the output with how many tests passed and failed. What could not be begun counts as one that failed, and so does a test
 * that was skipped and says no reason: only known deviations of moto say one.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    let deviations = 0;
    for (const module of modules) {
      let ofModule = 0;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'skipped' && result.note !== undefined) deviations += 1;
        else ofModule += 1;
      }
      failed += module.ok() ? ofModule : Math.max(1, ofModule);
    }
    const line = `${passed} passed, ${failed} failed, ${deviations} skipped as known deviations of moto`;
    process.once('exit', () => console.log(line));
  }
}
