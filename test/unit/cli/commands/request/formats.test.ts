import { describe, expect, it } from 'vitest';
import { runCli } from '../../run-cli.ts';

const ACCOUNT = ['--account', '222222222222'];
const SOC = { name: 'SOC', title: 'Lead', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };
const SKELETON = {
  AccountId: '222222222222',
  AlternateContactType: 'SECURITY',
  EmailAddress: 'soc@example.com',
  Name: 'SOC',
  PhoneNumber: '+1 555 0100',
  Title: 'Lead',
};
const BLANK = {
  AccountId: '',
  AlternateContactType: 'BILLING',
  EmailAddress: '',
  Name: '',
  PhoneNumber: '',
  Title: '',
};
const CHANGE = { accountId: '222222222222', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC };

async function request(format: string, content: unknown, ...flags: string[]) {
  const stdin = typeof content === 'string' ? content : JSON.stringify(content);
  const head = ['--reason', 'x', '--requested-by', 'jane@example.com'];
  const result = await runCli(['request', '--file', '-', '--format', format, ...head, ...flags], { stdin });
  const { changes } = Object(result.calls.requests[0]);
  return { ...result, changes };
}

describe('contacts request --format', () => {
  it.each([
    { format: 'json', content: '[{"action":"PUT","action":"DELETE"}]' },
    { format: 'aws-cli', content: '{"EmailAddress":"soc@example.com","EmailAddress":"evil@example.com"}' },
    { format: 'aft', content: '{"security":{"name":"SOC","name":"x"}}', flags: ACCOUNT },
    { format: 'awsnolan', content: '{"results":[{"contact":{"Name":"SOC","Name":"x"}}]}' },
  ])(
    '$format refuses a name that is there twice, with its line and column',
    async ({ format, content, flags = [] }) => {
      const { code, stderr, changes } = await request(format, content, ...flags);
      expect({ code, changes }).toEqual({ code: 2, changes: undefined });
      expect(stderr).toMatch(/stdin is ambiguous.*\n {2}stdin:1:\d+: "\w+" is there for the second time/);
    },
  );
});

describe('contacts request --format aws-cli', () => {
  it('takes the skeleton of put-alternate-contact, one or many, and leaves out those that are not filled in', async () => {
    expect((await request('aws-cli', SKELETON)).changes).toEqual([CHANGE]);
    const { changes, stderr } = await request('aws-cli', [SKELETON, BLANK]);
    expect(changes).toEqual([CHANGE]);
    expect(stderr).toBe('! 1 entry without a contact left out\n');
  });

  it('takes the account from --account where the file has none', async () => {
    const { AccountId: _, ...rest } = SKELETON;
    expect((await request('aws-cli', rest, ...ACCOUNT)).changes).toEqual([CHANGE]);
    expect((await request('aws-cli', { ...SKELETON, AccountId: '' }, ...ACCOUNT)).changes).toEqual([CHANGE]);
    const { code, stderr } = await request('aws-cli', rest);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'stdin: /AccountId is required: add it, or name the account of all entries with --account',
    );
  });

  it('names each wrong place as the file does', async () => {
    const wrong = { ...SKELETON, AlternateContactType: 'SECURE', PhoneNumber: 'none', Colour: 'red' };
    const { code, stderr, changes } = await request('aws-cli', [SKELETON, wrong], '--account', '333333333333');
    expect({ code, changes }).toEqual({ code: 2, changes: undefined });
    for (const place of [
      '/0/AccountId is not 333333333333',
      '/1/AlternateContactType',
      '/1/PhoneNumber',
      '/1/Colour',
    ]) {
      expect(stderr).toContain(`stdin: ${place}`);
    }
  });
});

describe('contacts request --format aft', () => {
  const contact = { 'email-address': 'soc@example.com', name: 'SOC', 'phone-number': '+1 555 0100', title: 'Lead' };

  it('takes the contacts by their type, and leaves out empty ones', async () => {
    const { changes, stderr } = await request('aft', { security: contact, billing: {}, operations: null }, ...ACCOUNT);
    expect(changes).toEqual([CHANGE]);
    expect(stderr).toBe('! 2 entries without a contact left out\n');
  });

  it('wants to know the account', async () => {
    const { code, stderr } = await request('aft', { security: contact });
    expect(code).toBe(2);
    expect(stderr).toContain('name the account with --account: stdin does not hold it');
  });

  it('names each wrong place as the file does', async () => {
    const wrong = { ...contact, 'email-address': 'soc', colour: 'red' };
    const { code, stderr } = await request('aft', { security: wrong, legal: contact }, ...ACCOUNT);
    expect(code).toBe(2);
    expect(stderr).toContain('stdin: /security/email-address must be');
    expect(stderr).toContain('stdin: /security/colour is not a known field');
    expect(stderr).toContain('stdin: /legal is not one of billing, operations, security');
    expect((await request('aft', '[]', ...ACCOUNT)).stderr).toContain('must be an object with billing');
  });
});

describe('contacts request --format awsnolan', () => {
  const HEADER = 'timestamp,account_id,contact_type,status,reason,name,email,phone,title,previous_name,error';
  const ROW = "2026-06-01T00:00:00Z,222222222222,SECURITY,found,,SOC,soc@example.com,'+1 555 0100,Lead,,";
  const found = {
    account_id: '222222222222',
    contact_type: 'SECURITY',
    status: 'found',
    contact: { Name: 'SOC', Title: 'Lead', EmailAddress: 'soc@example.com', PhoneNumber: '+1 555 0100' },
  };

  it('takes the contacts of a CSV report and leaves out rows without one', async () => {
    const rows = [HEADER, ROW, '2026-06-01T00:00:00Z,222222222222,BILLING,not_set,,,,,,,'];
    const { changes, stderr } = await request('awsnolan', rows.join('\n'));
    expect(changes).toEqual([CHANGE]);
    expect(stderr).toBe('! 1 row without a contact left out\n');
  });

  it('takes the contacts of a JSON report, but not what was there before an update', async () => {
    const updated = { ...found, contact: undefined, status: 'updated', previous: found.contact };
    const results = [found, { ...found, contact_type: 'BILLING', status: 'not_set', contact: null }, updated];
    const { changes, stderr } = await request('awsnolan', { timestamp: 'x', results, summary: {} });
    expect(changes).toEqual([CHANGE]);
    expect(stderr).toBe('! 2 results without a contact left out\n');
  });

  it('names each wrong place as the report does', async () => {
    const csv = await request('awsnolan', [HEADER, ROW.replace('222222222222', '2.22222E+11')].join('\n'));
    expect(csv.stderr).toContain('stdin:2: account_id is 2.22222E+11, a number that a spreadsheet has rounded');
    const json = await request('awsnolan', {
      results: [{ ...found, contact: { ...found.contact, PhoneNumber: 'x' } }],
    });
    expect(json.stderr).toContain('stdin: /results/0/contact/PhoneNumber ');
  });

  it.each([
    { content: '{}', says: 'stdin has no list of results' },
    { content: 'a,b\n1,2', says: 'stdin:1: it is not a report: it lacks account_id, contact_type, name' },
  ])('refuses $content', async ({ content, says }) => {
    const { code, stderr } = await request('awsnolan', content);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('contacts request --format aws-samples', () => {
  const ROW = '222222222222,ALTERNATECONTACT,SECURITY,soc@example.com,SOC,+1 555 0100,Lead';

  it('leaves out rows without a contact, and rows of another kind', async () => {
    const rows = [ROW, '222222222222,ALTERNATECONTACT,BILLING,,,,', '222222222222,PRIMARYCONTACT,x,y,z'];
    const { changes, stderr } = await request('aws-samples', rows.join('\n'));
    expect(changes).toEqual([CHANGE]);
    expect(stderr).toBe('! 1 row without a contact and 1 row without ALTERNATECONTACT in column 2 left out\n');
  });

  it('names columns by their number', async () => {
    const rows = [
      ROW.replace('222222222222', '2.22222E+11'),
      ROW.replace('soc@', 'soc at '),
      `${ROW},more`,
      '1,ALTERNATECONTACT,x,y',
    ];
    const { code, stderr } = await request('aws-samples', rows.join('\n'));
    expect(code).toBe(2);
    expect(stderr).toContain('stdin:1: column 1 (account) is 2.22222E+11');
    expect(stderr).toContain('stdin:2: column 4 (email) must be');
    expect(stderr).toContain('stdin:3: has 8 fields, not 7');
    expect(stderr).toContain('stdin:4: has 4 fields, not 7');
  });
});

it('refuses --account with a format that holds the accounts', async () => {
  const { code, stderr } = await request('json', CHANGE, ...ACCOUNT);
  expect(code).toBe(2);
  expect(stderr).toContain('unless --format is aws-cli or aft');
});
