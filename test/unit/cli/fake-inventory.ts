import type { InventoryReader } from '../../../cli/aws/inventory.ts';
import type { SweepExecution, Sweeps } from '../../../cli/aws/sweeps.ts';
import type { InventoryItem } from '../../../functions/domain/inventory/inventory.ts';
import type { Sweep } from '../../../functions/domain/inventory/sweep.ts';

export interface InventoryAnswers {
  /** What the inventory knows. */
  inventory?: InventoryItem[];
  /** The latest sweep. A list answers one read after the other, and the last one all later reads. */
  sweeps?: (Sweep | undefined)[];
  /** The executions of sweeps by name; those that the command has started are as `started` says, and all others run. */
  sweepExecutions?: Record<string, SweepExecution>;
  started?: SweepExecution;
}

export interface InventoryCalls {
  /** The names of the sweeps that were started. */
  startedSweeps: string[];
}

const RUNNING = { status: 'RUNNING' };

export function fakeInventory(
  { inventory = [], sweeps = [], sweepExecutions = {}, started }: InventoryAnswers,
  calls: InventoryCalls,
  error: Error | undefined,
): InventoryReader & Sweeps {
  let reads = 0;
  return {
    readInventory: async () => {
      if (error) throw error;
      return inventory;
    },
    readSweep: async () => {
      reads += 1;
      return sweeps[Math.min(reads, sweeps.length) - 1];
    },
    startSweep: async (sweepId) => void calls.startedSweeps.push(sweepId),
    describeSweep: async (sweepId) =>
      sweepExecutions[sweepId] ?? (calls.startedSweeps.includes(sweepId) ? started : undefined) ?? RUNNING,
  };
}
