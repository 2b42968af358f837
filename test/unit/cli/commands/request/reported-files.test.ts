import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../run-cli.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../fixtures/reported');
const SOC = { name: 'SOC', title: 'Lead', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };
const SECURITY = { accountId: '222222222222', alternateContactType: 'SECURITY', action: 'PUT' };

const request = (file: string, ...flags: string[]) =>
  runCli(['request', '--file', join(FOLDER, file), '--reason', 'x', '--requested-by', 'jane@example.com', ...flags]);

describe('contacts request --file with files that people have reported', () => {
  it.each(['semicolons-with-bom.csv', 'sep-line.csv', 'trailing-columns.csv', 'trailing-rows.csv'])(
    'takes the change of %s',
    async (file) => {
      const { code, stderr, calls } = await request(file);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(calls.requests).toEqual([expect.objectContaining({ changes: [{ ...SECURITY, contact: SOC }] })]);
    },
  );

  it('names all that is wrong or was corrected in a row with six faults', async () => {
    const { code, stderr, calls } = await request('six-problems-in-a-row.csv');
    expect(code).toBe(2);
    const place = 'six-problems-in-a-row.csv:2:';
    expect(stderr).toContain(`${place} alternateContactType: taken as "SECURITY", written "Security"`);
    expect(stderr).toContain(`${place} action: taken as "PUT", written "put"`);
    expect(stderr).toContain('there are 4 problems');
    for (const column of ['accountId', 'name', 'emailAddress', 'phoneNumber']) {
      expect(stderr).toContain(`  ${place} ${column} m`);
    }
    expect(calls.requests).toEqual([]);
  });

  it('says which blanks it leaves out, and refuses what consists of them', async () => {
    const { code, stderr, calls } = await request('blanks.csv');
    expect(code).toBe(2);
    expect(stderr).toContain('! blanks.csv:2: name: taken as "SOC", without the blanks around it\n');
    expect(stderr).toContain('! blanks.csv:4: phoneNumber: taken as "+81 3 1234 5678"');
    expect(stderr).toContain('there are 3 problems');
    for (const column of ['name', 'title', 'phoneNumber']) {
      expect(stderr).toContain(`  blanks.csv:3: ${column} must not be empty\n`);
    }
    expect(calls.requests).toEqual([]);
  });

  it('refuses names that are too long for AWS, which counts an emoji twice', async () => {
    const { code, stderr, calls } = await request('emoji.csv');
    expect(code).toBe(2);
    expect(stderr).toContain('emoji.csv:2: name must have at most 64 characters');
    expect(stderr).toContain('emoji.csv:3: name must have at most 64 characters');
    expect(stderr).toContain('emoji.csv:3: title must have at most 50 characters');
    expect(calls.requests).toEqual([]);
  });

  it('names each field that can reach nobody', async () => {
    const { code, stderr, calls } = await request('undeliverable.json');
    expect(code).toBe(2);
    expect(stderr).toContain('there are 6 problems');
    for (const field of ['/0/contact/emailAddress', '/0/contact/phoneNumber']) expect(stderr).toContain(`: ${field} `);
    for (const field of ['name', 'title', 'emailAddress', 'phoneNumber']) {
      expect(stderr).toContain(`undeliverable.json: /1/contact/${field} `);
    }
    expect(calls.requests).toEqual([]);
  });

  it('leaves out the rows of the console sample that have no contact', async () => {
    const { code, stderr, calls } = await request('console-sample-export.csv', '--format', 'aws-samples');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '! 2 rows without a contact left out\n' });
    expect(calls.requests[0]).toMatchObject({
      changes: [
        {
          accountId: '222222222222',
          alternateContactType: 'OPERATIONS',
          action: 'PUT',
          contact: { name: 'Noc', title: 'Operations', emailAddress: 'noc@example.com', phoneNumber: '15550101' },
        },
      ],
    });
  });

  it('takes both contacts of the parameter of AFT', async () => {
    const { code, calls } = await request('aft.json', '--format', 'aft', '--account', '222222222222');
    expect(code).toBe(0);
    expect(calls.requests[0]).toMatchObject({
      changes: [
        { ...SECURITY, alternateContactType: 'BILLING', contact: { name: 'Payables', phoneNumber: '+15550100' } },
        { ...SECURITY, contact: { name: 'Sec centre', title: 'SOC', emailAddress: 'soc@example.com' } },
      ],
    });
  });
});
