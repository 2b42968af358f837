import type { Account } from '../schemas/compiled/account.js';
import validInput from '../schemas/compiled/list-accounts.input.js';
import validOutput from '../schemas/compiled/list-accounts.output.js';
import { hasBaseline } from './aws/baseline-table.ts';
import { putJson } from './aws/bucket.ts';
import { putFinding } from './aws/event-bus.ts';
import { listOrganization } from './aws/organization-tree.ts';
import { claimSweep, firstSweepAt, readSweep, type SweepRun, setAccounts } from './aws/sweeps.ts';
import { readExecutionState } from './aws/workflow.ts';
import { isAccessible } from './domain/account/account-context.ts';
import { isoTime } from './domain/inventory/sweep.ts';
import { taskChain } from './middleware/task-chain.ts';
import { ACCOUNT_CONTEXT } from './runtime/environment.ts';

/**
 * Lists the accounts that a sweep reads, and asks for the baseline of those that have joined since the first sweep and that no event
 * has reported. Only one sweep runs at a time; one whose execution is gone makes room.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ run: sweepId, executionArn, startedAt }) => {
    const run = { sweepId, executionArn, startedAt: isoTime(startedAt) };
    const running = await claim(run);
    if (running !== undefined) return { isSweeping: false, running };
    const first = await firstSweepAt(run);
    const accounts = await Array.fromAsync(listOrganization());
    const active = accounts.filter(({ state }) => state === 'ACTIVE');
    await putJson(`sweeps/${sweepId}/accounts.json`, active);
    await putJson(
      `sweeps/${sweepId}/others.json`,
      accounts.filter(({ state }) => state !== 'ACTIVE'),
    );
    const found = await findUnreported(active, first);
    for (const { accountId } of found) await putFinding({ kind: 'newAccount', accountId });
    await setAccounts(sweepId, active.length, found.length);
    return { isSweeping: true, accounts: active.length };
  },
);

/** @returns the id of the sweep that is under way, if it is another one */
async function claim(run: SweepRun): Promise<string | undefined> {
  if (await claimSweep(run)) return undefined;
  const other = await readSweep();
  if (!other) return undefined;
  const { status } = await readExecutionState(other.executionArn);
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return other.sweepId;
  return (await claimSweep(run, other.sweepId)) ? undefined : other.sweepId;
}

/** Accounts that were there when the service began to look are nobody's news. */
async function findUnreported(accounts: Account[], first: string): Promise<Account[]> {
  const found: Account[] = [];
  for (const account of accounts) {
    const { accountId, joinedAt } = account;
    if (joinedAt === undefined || joinedAt <= first || !isAccessible(accountId, ACCOUNT_CONTEXT)) continue;
    if (!(await hasBaseline(accountId))) found.push(account);
  }
  return found;
}
