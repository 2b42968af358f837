import { describe, expect, it } from 'vitest';
import { accountProblems, countLines, readChangeSet } from '../../../../functions/domain/campaign/change-set-lines.ts';
import { account, deleteChange, MANAGEMENT_ACCOUNT_ID, NEW_CONTACT, putChange, SECURITY } from '../../builders.ts';

const RULES = {
  policy: { allowedEmailDomains: ['example.com'] },
  context: { accountId: '222222222222', managementAccountId: MANAGEMENT_ACCOUNT_ID },
};

const line = (change: object) => `${JSON.stringify(change)}\n`;
const read = (...lines: string[]) => readChangeSet(lines.join(''), RULES);
const problemsOf = (...lines: string[]) =>
  read(...lines)
    .problems.all()
    .map(({ pointer, code }) => [pointer, code]);

describe('a change set', () => {
  it('has its changes in its order, each with its line', () => {
    const { changes, problems } = read(line(putChange()), line(deleteChange()));
    expect(changes).toEqual([
      { line: 1, change: putChange() },
      { line: 2, change: deleteChange() },
    ]);
    expect(problems.all()).toEqual([]);
  });

  it.each<[string, string, [string, string]]>([
    ['is not JSON', '{\n', ['/changeSet/2', 'notJson']],
    ['is empty', '\n', ['/changeSet/2', 'notJson']],
    ['is no change', '7\n', ['/changeSet/2', 'type']],
    ['lacks a field', line({ ...SECURITY, action: 'PUT' }), ['/changeSet/2/contact', 'required']],
    ['has another account id', line({ ...putChange(), accountId: '123' }), ['/changeSet/2/accountId', 'format']],
    ['has an unknown action', line({ ...putChange(), action: 'SET' }), ['/changeSet/2/action', 'notAllowedValue']],
    [
      'says a name twice',
      `{"accountId":"333333333333","accountId":"444444444444","alternateContactType":"SECURITY","action":"DELETE"}\n`,
      ['/changeSet/2', 'doubtfulName'],
    ],
    [
      'has a foreign e-mail domain',
      line(putChange(SECURITY, { ...NEW_CONTACT, emailAddress: 'soc@example.org' })),
      ['/changeSet/2/contact/emailAddress', 'emailDomainNotAllowed'],
    ],
    [
      'is about an account that the service cannot reach',
      line(putChange({ ...SECURITY, accountId: MANAGEMENT_ACCOUNT_ID })),
      ['/changeSet/2/accountId', 'managementAccountOutOfReach'],
    ],
    ['repeats the contact of another', line(deleteChange()), ['/changeSet/2', 'repeatedContact']],
  ])('names a line that %s', (_, written, problem) => {
    expect(problemsOf(line(deleteChange()), written)).toEqual([problem]);
  });

  it.each([
    ['', 0],
    ['{}\n', 1],
    ['{}\n{}', 2],
    ['\n\n', 2],
  ])('like %j has %i lines', (text, lines) => {
    expect(countLines(text)).toBe(lines);
  });

  it('takes a last line that was cut off for one', () => {
    expect(problemsOf(line(putChange()), JSON.stringify(deleteChange()).slice(0, -3))).toEqual([
      ['/changeSet/2', 'notJson'],
    ]);
  });

  it('names the first hundred lines with problems, and says how many others there are', () => {
    const found = problemsOf(...Array.from({ length: 103 }, () => 'x\n'));
    expect(found).toHaveLength(101);
    expect(found.slice(-2)).toEqual([
      ['/changeSet/100', 'notJson'],
      ['/changeSet', 'furtherProblems'],
    ]);
  });

  it('has problems with accounts that are not ACTIVE, or not of the organization', () => {
    expect(accountProblems(putChange(), account())).toEqual([]);
    expect(accountProblems(putChange(), account({ state: 'SUSPENDED' }))).toMatchObject([{ code: 'inactiveAccount' }]);
    expect(accountProblems(putChange(), undefined)).toMatchObject([{ code: 'unknownAccount' }]);
  });
});
