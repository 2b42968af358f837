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
  const metrics = { PendingApprovals: 3, OldestPendingApprovalAge: 0.5 };

  it('writes one line with every figure and its unit, in the embedded metric format', () => {
    expect(linesOf(() => emitMetrics(metrics))).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'AlternateContacts',
              Metrics: [
                { Name: 'PendingApprovals', Unit: 'Count' },
                { Name: 'OldestPendingApprovalAge', Unit: 'Seconds' },
              ],
            },
          ],
        },
        service: 'alternate-contacts-test',
        PendingApprovals: 3,
        OldestPendingApprovalAge: 0.5,
      },
    ]);
  });

  it('repeats no figure of the call before', () => {
    emitSilently();
    const [line] = linesOf(() => emitMetrics({ EarlyWakes: 1 }));
    expect(line).toMatchObject({ EarlyWakes: 1 });
    expect(line).not.toHaveProperty('PendingApprovals');
  });

  function emitSilently() {
    linesOf(() => emitMetrics(metrics));
  }
});
