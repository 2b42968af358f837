import '../metrics-on.ts';
import '../environment.ts';

import { describe, expect, it, vi } from 'vitest';
import { emitMetrics } from '../../../functions/runtime/metrics.ts';

/** What the metrics write to standard output. */
function linesOf(emit: () => void): Record<string, unknown>[] {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  emit();
  const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  write.mockRestore();
  return lines;
}

describe('emitMetrics', () => {
  const metrics = { First: { unit: 'Count', value: 3 }, Second: { unit: 'Seconds', value: 0.5 } } as const;

  it('writes one line with every figure and its unit, in the embedded metric format', () => {
    expect(linesOf(() => emitMetrics(metrics))).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'AlternateContacts',
              Metrics: [
                { Name: 'First', Unit: 'Count' },
                { Name: 'Second', Unit: 'Seconds' },
              ],
            },
          ],
        },
        service: 'alternate-contacts-test',
        First: 3,
        Second: 0.5,
      },
    ]);
  });

  it('repeats no figure of the call before', () => {
    emitSilently();
    const [line] = linesOf(() => emitMetrics({ Third: { unit: 'Count', value: 1 } }));
    expect(line).toMatchObject({ Third: 1 });
    expect(line).not.toHaveProperty('First');
  });

  function emitSilently() {
    linesOf(() => emitMetrics(metrics));
  }
});
