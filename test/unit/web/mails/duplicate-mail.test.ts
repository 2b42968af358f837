import { describe, expect, it } from 'vitest';
import { contestedMail, takenIdMail } from '../../../../functions/web/mails/duplicate-mail.ts';

const REQUEST_ID = 'jira-OPS-42-10124';

describe.each([
  {
    name: 'takenIdMail',
    mail: takenIdMail(REQUEST_ID),
    subject: `Duplicate: request ${REQUEST_ID}`,
    says: 'was not accepted',
  },
  {
    name: 'contestedMail',
    mail: contestedMail(REQUEST_ID),
    subject: `Another request under the id ${REQUEST_ID}`,
    says: 'changes nothing about this one',
  },
])('$name', ({ mail, subject, says }) => {
  it('names the request, what became of it and whom to tell, in both parts', () => {
    expect(mail.subject).toBe(subject);
    for (const part of [mail.text, mail.html]) {
      for (const words of [REQUEST_ID, says, 'tell the team that runs this service']) expect(part).toContain(words);
    }
  });

  it('has no link, because there is nothing to decide', () => {
    expect(mail.text).not.toContain('://');
    expect(mail.html).not.toContain('href');
  });
});
