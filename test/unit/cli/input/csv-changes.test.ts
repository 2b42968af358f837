import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../cli/errors.ts';
import { csvChanges } from '../../../../cli/input/csv-changes.ts';

const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';
const SOC = { name: 'SOC', title: 'Operations', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };
const PUT_ROW = '012345678901,SECURITY,PUT,SOC,Operations,soc@example.com,+1 555 0100';
const PUT = { accountId: '012345678901', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC };
const DELETE_ROW = '222222222222,BILLING,DELETE,,,,';
const DELETE = { accountId: '222222222222', alternateContactType: 'BILLING', action: 'DELETE' };

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

  it('names each column that must be empty when the contact is removed', () => {
    const { problems } = read(HEADER, DELETE_ROW, '222222222222,SECURITY,DELETE,SOC,,,1');
    expect(problems).toEqual([
      [1, 'changes.csv:3: name must be empty when the action is DELETE'],
      [1, 'changes.csv:3: phoneNumber must be empty when the action is DELETE'],
    ]);
  });

  it('names the row that has another number of fields than the header', () => {
    const { problems } = read(HEADER, '222222222222,BILLING,DELETE', `${DELETE_ROW},`);
    expect(problems).toEqual([
      [0, 'changes.csv:2: has 3 fields, not 7'],
      [1, 'changes.csv:3: has 8 fields, not 7'],
    ]);
  });

  it.each([
    { header: '', what: 'missing column accountId' },
    { header: HEADER.replace('title,', ''), what: 'missing column title' },
    { header: `${HEADER},colour`, what: 'unknown column "colour"' },
    { header: HEADER.replace('accountId', 'AccountId'), what: 'unknown column "AccountId", missing column accountId' },
    { header: HEADER.replaceAll(',', ';'), what: 'separated by commas' },
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
