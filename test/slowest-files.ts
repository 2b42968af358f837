import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 10;

/** Prints the slowest test files at the end of a run: where to look when the tests take too long. */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= SHOWN) return;
    const timed = modules.map((module) => ({ file: relative(process.cwd(), module.moduleId), ...timeOf(module) }));
    const slowest = timed.toSorted((left, right) => right.seconds - left.seconds).slice(0, SHOWN);
    console.log(`\nThe ${SHOWN} slowest files, tests and set-up:`);
    for (const { seconds, file } of slowest) console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  }
}

function timeOf(module: TestModule): { seconds: number } {
  const { duration, setupDuration, collectDuration } = module.diagnostic();
  return { seconds: (duration + setupDuration + collectDuration) / 1000 };
}
