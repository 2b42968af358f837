import { describe, expect, it } from 'vitest';
import { NEW_CONTACT } from '../../builders.ts';
import { runCli } from '../run-cli.ts';

describe('contacts show', () => {
  it('shows the three contacts as a table', async () => {
    const { code, stdout } = await runCli(['show', '222222222222'], {
      contacts: { SECURITY: NEW_CONTACT },
      width: 120,
    });
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['TYPE', 'NAME', 'TITLE', 'E-MAIL', 'PHONE'],
      ['BILLING', 'not set'],
      ['OPERATIONS', 'not set'],
      ['SECURITY', ...Object.values(NEW_CONTACT)],
      [''],
    ]);
  });

  it('keeps within 80 columns and spells out what a terminal obeys', async () => {
    const contact = { ...NEW_CONTACT, name: `\u001B[2J${'Zebulon '.repeat(7)}`, title: 'Watchkeeper of the night' };
    const { stdout } = await runCli(['show', '222222222222'], { contacts: { SECURITY: contact } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toContain('[U+001B]');
  });

  it('prints JSON when asked to', async () => {
    const { stdout } = await runCli(['show', '222222222222', '--json'], { contacts: { SECURITY: NEW_CONTACT } });
    expect(JSON.parse(stdout)).toEqual({
      accountId: '222222222222',
      contacts: { BILLING: null, OPERATIONS: null, SECURITY: NEW_CONTACT },
    });
  });

  it('names the account where AWS Organizations does', async () => {
    const accounts = [{ accountId: '222222222222', name: 'Sh\u001Bop', state: 'ACTIVE' }];
    const { stdout } = await runCli(['show', '2222-2222-2222'], { accounts });
    expect(stdout).toMatch(/^222222222222 \(Sh\[U\+001B\]op\)\n\nTYPE /);
    const json = await runCli(['show', '222222222222', '--json'], { accounts });
    expect(JSON.parse(json.stdout)).toMatchObject({ accountId: '222222222222', accountName: 'Sh\u001Bop' });
  });

  it.each([['22'], ['22222222222a'], []])('is wrong usage with %j', async (...account) => {
    expect((await runCli(['show', ...account])).code).toBe(2);
  });
});
