import { describe, expect, it } from 'vitest';
import { issueForm } from '../../../functions/webhooks/issue-form.ts';

describe('issueForm', () => {
  it('reads each answer by its heading', () => {
    expect(issueForm('### Account\n\n222222222222\n\n### Contact type\n\nSECURITY\n\n### Name\n\nSOC')).toEqual({
      Account: '222222222222',
      'Contact type': 'SECURITY',
      Name: 'SOC',
    });
  });

  it('reads an issue with Windows line endings', () => {
    expect(issueForm('### Account\r\n\r\n222222222222\r\n\r\n### Name\r\n\r\nSOC\r\n')).toEqual({
      Account: '222222222222',
      Name: 'SOC',
    });
  });

  it('keeps the lines of a longer answer, without the space around it', () => {
    expect(issueForm('### Reason\n\n  first line\n\n- second\n#### third  \n\n')).toEqual({
      Reason: 'first line\n\n- second\n#### third',
    });
  });

  it('leaves out an empty field', () => {
    expect(issueForm('### Name\n\n_No response_\n\n### Title\n\nSecurity')).toEqual({ Title: 'Security' });
  });

  it('keeps an answer that only quotes what GitHub writes for an empty field', () => {
    expect(issueForm('### Reason\n\nThere was _No response_ before')).toEqual({
      Reason: 'There was _No response_ before',
    });
  });

  it('uses the first of two equal headings, so that no answer replaces one above it', () => {
    const body = '### Email\n\nsoc@example.com\n\n### Reason\n\nbecause\n\n### Email\n\nevil@example.com';
    expect(issueForm(body)).toEqual({ Email: 'soc@example.com', Reason: 'because' });
  });

  it('uses the first of two equal headings even when its field was left empty', () => {
    const body = '### Email\n\n_No response_\n\n### Reason\n\nbecause\n\n### Email\n\nevil@example.com';
    expect(issueForm(body)).toEqual({ Reason: 'because' });
  });

  it.each(['', 'no form at all', '## Account\n\n2', '#### Account\n\n2', 'text ### Account\n\n2', '###Account\n\n2'])(
    'reads nothing when the text is %j',
    (text) => {
      expect(issueForm(text)).toEqual({});
    },
  );

  it('leaves out everything before the first heading', () => {
    expect(issueForm('Please read this.\n\n### Name\n\nSOC')).toEqual({ Name: 'SOC' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('reads %s as a heading like any other', (heading) => {
    const answers = issueForm(`### ${heading}\n\nanswer`);
    expect(Object.entries(answers)).toEqual([[heading, 'answer']]);
    expect(Object.getPrototypeOf(answers)).toBe(Object.prototype);
  });
});
