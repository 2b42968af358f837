import { describe, expect, it } from 'vitest';
import { denied, inventoryItem, sweepOf } from '../../inventory-samples.ts';
import { NOW, runCli } from '../run-cli.ts';

const ENDED = sweepOf({ read: 1000, endedAt: '2026-06-01T13:05:00.000Z' });

describe('contacts sweep', () => {
  it('starts a sweep when none is under way', async () => {
    const { code, stdout, calls } = await runCli(['sweep'], { sweeps: [ENDED] });
    expect(code).toBe(0);
    expect(calls.startedSweeps).toEqual([expect.stringMatching(/^sweep-[0-9a-z]+-[0-9a-z]{4}$/)]);
    expect(stdout).toContain(`Started ${calls.startedSweeps[0]}`);
  });

  it('does not start another one while one runs', async () => {
    const { code, stdout, calls } = await runCli(['sweep'], { sweeps: [sweepOf()] });
    expect([code, calls.startedSweeps]).toEqual([0, []]);
    expect(stdout).toContain(
      'The sweep sweep-1 is under way: 250 of 1,000 accounts read, 250 a minute, about 3 minutes left',
    );
  });

  it('starts another one when the execution of the last has failed without its end', async () => {
    const sweepExecutions = { 'sweep-1': { status: 'FAILED' } };
    const { calls } = await runCli(['sweep'], { sweeps: [sweepOf()], sweepExecutions });
    expect(calls.startedSweeps).toHaveLength(1);
  });

  it('follows a running one to its end with a bar, and exits with 0', async () => {
    const sweeps = [sweepOf(), sweepOf({ read: 500 }), ENDED];
    const { code, stdout, spun } = await runCli(['sweep', '--watch'], { sweeps, isInteractive: true, width: 200 });
    expect(code).toBe(0);
    expect(spun).toContainEqual(expect.stringMatching(/^█{12}░{12} 500 of 1,000 accounts read, \d+ a minute, about /));
    expect(spun.at(-1)).toBe('stopped');
    expect(stdout).toContain('✓ The sweep sweep-1 has ended: 1,000 accounts read in 6 minutes.');
  });

  it('prints a line every ten seconds where there is no terminal', async () => {
    const sweeps = [...Array.from({ length: 12 }, (_, index) => sweepOf({ read: 250 + index })), ENDED];
    const { stdout } = await runCli(['sweep', '--watch'], { sweeps });
    expect(stdout.match(/accounts read, \d+ a minute/g)).toHaveLength(1 + 3);
  });

  it('names the accounts that could not be read, and exits with 1', async () => {
    const inventory = [inventoryItem('555555555555', { BILLING: denied(), SECURITY: denied() })];
    const sweeps = [sweepOf(), { ...ENDED, unreadable: 1, changed: 3, newAccounts: 2 }];
    const { code, stdout } = await runCli(['sweep', '--watch'], { sweeps, inventory });
    expect(code).toBe(1);
    expect(stdout).toContain(
      '999 accounts read in 6 minutes; 1 account could not be read; 3 contacts changed by others; 2 new accounts, whose baseline is requested.',
    );
    expect(stdout).toContain('555555555555 (Account 555, Root / Production): AccessDeniedException');
    const json = await runCli(['sweep', '--watch', '--json'], { sweeps, inventory });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ sweepId: 'sweep-1', accounts: 1000, read: 1000, unreadable: 1 },
      unreadableAccounts: [{ accountId: '555555555555', errors: ['AccessDeniedException'] }],
    });
  });

  it('says why and what to do when its execution fails', async () => {
    const started = { status: 'FAILED', error: 'States.Runtime: no bucket' };
    const { code, stderr } = await runCli(['sweep', '--watch'], { sweeps: [undefined], started });
    expect(code).toBe(1);
    expect(stderr).toMatch(/the sweep sweep-\S+ is FAILED, States.Runtime: no bucket. Redrive its execution/);
  });

  it('gives up when its execution runs and nothing begins', async () => {
    const { code, stderr, endedAt } = await runCli(['sweep', '--watch'], { sweeps: [undefined] });
    expect(code).toBe(1);
    expect(stderr).toContain('does not begin: look at its execution');
    expect(endedAt - Date.parse(NOW)).toBeLessThan(70_000);
  });

  it('follows the one that was faster', async () => {
    const other = sweepOf({ sweepId: 'sweep-other' });
    const sweeps = [undefined, other, { ...other, read: 1000, endedAt: '2026-06-01T13:05:00.000Z' }];
    const { code, stdout } = await runCli(['sweep', '--watch'], { sweeps, started: { status: 'SUCCEEDED' } });
    expect(code).toBe(0);
    expect(stdout).toContain('The sweep sweep-other has ended');
  });
});
