import { describe, expect, it } from 'vitest';
import { changeRequest, pendingRecord, REQUEST_ID, REQUEST_KEY, REQUESTER } from '../../builders.ts';
import { runCli } from '../run-cli.ts';

const record = pendingRecord();
const theirs = pendingRecord({
  request: changeRequest({ source: { system: 'standard' }, requestedBy: 'm@example.com' }),
});
const stored = { [REQUEST_KEY]: record, [`standard/${REQUEST_ID}`]: theirs };
const several = { stored, keys: [`standard/${REQUEST_ID}`, REQUEST_KEY] as const };
const options = { ...several, keys: [...several.keys] };

describe('a request that is named', () => {
  it.each([REQUEST_KEY, `Jira/${REQUEST_ID}`])('by %s is the one of this system', async (name) => {
    const { code, stdout } = await runCli(['status', name, '--json'], options);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ requestId: REQUEST_ID, source: { system: 'jira' } });
  });

  it.each(['status', 'cancel', 'retry', 'revert'])(
    'by an id that several systems have chosen is refused by contacts %s, which lists them',
    async (command) => {
      const { code, stderr, calls } = await runCli([command, REQUEST_ID], options);
      expect(code).toBe(1);
      expect(stderr).toContain(
        `several requests have the id ${REQUEST_ID}: name one of standard/${REQUEST_ID}, ${REQUEST_KEY}`,
      );
      expect([...calls.requests, ...calls.cancellations]).toEqual([]);
    },
  );

  it('by its id is found when only one system has chosen that', async () => {
    const { stdout } = await runCli(['status', REQUEST_ID, '--json'], { stored, keys: [REQUEST_KEY] });
    expect(JSON.parse(stdout)).toMatchObject({ requestId: REQUEST_ID, source: { system: 'jira' } });
  });

  it('by its system and id is the one that is cancelled', async () => {
    const { calls } = await runCli(['cancel', REQUEST_KEY, '--requested-by', REQUESTER], options);
    expect(calls.cancellations).toEqual([
      { requestId: REQUEST_ID, source: { system: 'jira' }, requestedBy: REQUESTER },
    ]);
  });

  it.each(['jira/', '/x', 'a/b/c', '-/x', `jira/${'x'.repeat(81)}`, `${'s'.repeat(65)}/x`, 'ji ra/x'])(
    'by %j is refused',
    async (name) => {
      const { code } = await runCli(['status', name], options);
      expect(code).toBe(2);
    },
  );
});
