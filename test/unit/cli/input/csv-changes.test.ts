import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../cli/errors.ts';
import { csvChanges } from '../../../../cli/input/csv-changes.ts';

const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';
const SOC = { name: 'SOC', title: 'Operations', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };
const PUT_ROW = '012345678901,SECURITY,PUT,SOC,Operations,soc@example.com,+1 555 0100';
const PUT = { accountId: '012345678901', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC };
const DELETE_ROW = '222222222222,BILLING,DELETE,,,,';
const BLANK = { name: '', title: '', emailAddress: '', phoneNumber: '' };
const DELETE = { accountId: '222222222222', alternateContactType: 'BILLING', action: 'DELETE', contact: BLANK };

const read = (...lines: string[]) => csvChanges(lines.join('\n'), 'changes.csv');
const linesOf = ({ changes, places }: ReturnType<typeof csvChanges>) =>
  changes.map((_, index) => places.mention(index));

describe('csvChanges', () => {
  it('reads rows as changes, with their leading zeros', () => {
    expect(read(HEADER, PUT_ROW, DELETE_ROW)).toMatchObject({ changes: [PUT, DELETE], problems: [] });
  });

  it('takes the columns in any order', () => {
    const { changes } = read(
      'phoneNumber,action,name,accountId,title,emailAddress,alternateContactType',
      '+1 555 0100,PUT,SOC,012345678901,Operations,soc@example.com,SECURITY',
    );
    expect(changes).toEqual([PUT]);
  });

  it('ignores blank lines and counts them', () => {
    const found = read('', HEADER, '', PUT_ROW, '  ', '', DELETE_ROW, '');
    expect(found.changes).toEqual([PUT, DELETE]);
    expect(linesOf(found)).toEqual(['line 4', 'line 7']);
  });

  it.each(['\n', '\r\n'])('knows the line of a row after line breaks within quotes: %j', (lineBreak) => {
    const first = `222222222222,BILLING,PUT,"a${lineBreak}b","c${lineBreak}${lineBreak}d",e@example.com,1`;
    const found = csvChanges([HEADER, first, '', PUT_ROW, DELETE_ROW].join(lineBreak), 'changes.csv');
    expect(found.changes).toMatchObject([{ contact: { name: `a${lineBreak}b` } }, PUT, DELETE]);
    expect(linesOf(found)).toEqual(['line 2', 'line 7', 'line 8']);
  });

  it('takes quoted fields with commas and quotes, and trims nothing', () => {
    const { changes } = read(HEADER, '222222222222,BILLING,PUT,"Smith, ""Jo"""," CFO ",jo@example.com,1');
    expect(changes).toMatchObject([{ contact: { name: 'Smith, "Jo"', title: ' CFO ' } }]);
  });

  it('knows the line when characters of several bytes come before', () => {
    expect(linesOf(read(HEADER, PUT_ROW.replace('SOC', 'Žofie 田中 🔒'), DELETE_ROW))).toEqual(['line 2', 'line 3']);
  });

  it('names the row that has too few fields, or text beyond the header', () => {
    const { problems } = read(HEADER, '222222222222,BILLING,DELETE', `${DELETE_ROW},more`);
    expect(problems).toEqual([
      { index: 0, pointer: '', message: 'has 3 fields, not 7' },
      { index: 1, pointer: '', message: 'has text in column 8, which has no name in the header' },
    ]);
  });

  it('ignores empty columns without a name, wherever they are', () => {
    const { changes, problems } = read(`,${HEADER},,`, `,${PUT_ROW}`, `,${PUT_ROW},,,,`, `x,${PUT_ROW}`);
    expect(changes.slice(0, 2)).toEqual([PUT, PUT]);
    expect(problems).toEqual([
      { index: 2, pointer: '', message: 'has text in column 1, which has no name in the header' },
    ]);
  });

  it.each([
    'Account ID;Contact type;Action;Name;Title;E-mail;Phone number',
    ' account_id ; CONTACT TYPE;action;Contact name;Job title;Email address;Telephone',
    'AWS account;Type;Action;Full name;Title;email;phone',
  ])('takes the columns by the names that people give them: %s', (header) => {
    expect(read(header, PUT_ROW.replaceAll(',', ';')).changes).toEqual([PUT]);
  });

  it('names a column as the header does', () => {
    const { places } = read('Account ID,Contact type,Action,Name,Title,E-mail,Phone number', PUT_ROW);
    expect(places.part(0, '/contact/emailAddress')).toBe('changes.csv:2: E-mail');
  });

  it('takes off the quotes that spreadsheets put around numbers', () => {
    const row = `="012345678901",SECURITY,PUT,SOC,Operations,soc@example.com,'+1 555 0100`;
    expect(read(HEADER, row).changes).toEqual([PUT]);
  });

  it.each([
    { cell: '2.22222E+11', says: 'is 2.22222E+11, a number that a spreadsheet has rounded' },
    { cell: '2,22222e11', says: 'is 2,22222e11, a number that a spreadsheet has rounded' },
    { cell: '12345678901', says: 'must be 12 digits, but has 11: if a spreadsheet has dropped leading zeros' },
  ])('says what a spreadsheet has made of the account id $cell', ({ cell, says }) => {
    const { problems } = read(HEADER, PUT_ROW.replace('012345678901', `"${cell}"`));
    expect(problems).toEqual([{ index: 0, pointer: '/accountId', message: expect.stringContaining(says) }]);
  });

  it('says so when a spreadsheet has rounded a phone number', () => {
    const { problems } = read(HEADER, PUT_ROW.replace('+1 555 0100', '1.55501E+10'));
    expect(problems).toMatchObject([{ pointer: '/contact/phoneNumber' }]);
  });

  it('leaves out rows that have neither an action nor a contact', () => {
    const found = read(HEADER, '222222222222,BILLING,,,,,', PUT_ROW, '222222222222,SECURITY, ,,,,');
    expect(found).toMatchObject({ changes: [PUT], leftOut: '2 rows without an action and a contact left out' });
    expect(linesOf(found)).toEqual(['line 3']);
  });

  it.each([
    { header: '', what: 'missing column accountId' },
    { header: HEADER.replace('title,', ''), what: 'missing column title' },
    { header: `${HEADER},colour`, what: 'unknown column "colour"' },
    { header: HEADER.replace('accountId', 'Customer'), what: 'unknown column "Customer", missing column accountId' },
    { header: HEADER.replaceAll(',', '|'), what: 'separated by commas, semicolons or tabs' },
    { header: `${HEADER},name`, what: 'a column that appears twice' },
    { header: HEADER.replace('name', 'na\u001Bme'), what: 'unknown column "na[U+001B]me"' },
  ])('lists the columns when the header is wrong: $what', ({ header, what }) => {
    const reading = () => read(header, PUT_ROW);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(what);
    expect(reading).toThrow(HEADER);
  });

  it.each([
    { row: '222222222222,BILLING,PUT,"open', line: 2 },
    { row: '222222222222,BILLING,PUT,a"b,c,d,e', line: 2 },
    { row: '222222222222,BILLING,PUT,"a"b,c,d,e', line: 2 },
  ])('names the line when quotes are wrong: $row', ({ row, line }) => {
    expect(() => read(HEADER, row)).toThrow(`changes.csv:${line}: a quoted field`);
  });
});
