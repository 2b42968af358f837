import { describe, expect, it } from 'vitest';
import { Scrubber } from '../../../../smoke/recording/scrubber.ts';

const scrub = (text: string) => new Scrubber().scrub(text);

describe('Scrubber', () => {
  it.each([
    ['The account 222222222222 is not a member', 'The account <account> is not a member'],
    ['to jane.doe+x@mail.example.co.uk, please', 'to <address>, please'],
    ['open https://abc.execute-api.eu-central-1.amazonaws.com/approvals/x now', 'open <link> now'],
    ['o-a1b2c3d4e5 and ou-ab12-prod0001 of r-ab12', '<organization> and <organization> of <organization>'],
    ['User: arn:aws:sts::111111111111:assumed-role/Admin/jane is not', 'User: <principal> is not'],
    ['arn:aws-us-gov:states:us-gov-west-1:111111111111:x', 'arn:<partition>:states:<region>:<account>:x'],
    ['request 0b8f1c3e-8a4e-4f7a-9d3c-0f6f7c2b1a90', 'request <id>'],
    ['at 2026-11-26T08:00:00.000Z from 203.0.113.7', 'at <time> from <ip>'],
    ["style-src 'sha256-Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6MTIz='", "style-src '<id>'"],
    ['the key AKIAIOSFODNN7EXAMPLE', 'the key <key>'],
  ])('takes out of "%s" what is personal', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it('leaves the words of an error as they are', () => {
    const text = "1 validation error detected: Value at 'accountId' failed to satisfy constraint: ^\\d{12}$";
    expect(scrub(text)).toBe(text);
  });

  it('takes out known values first, a longer one before one that it contains', () => {
    const scrubber = new Scrubber([
      ['SOC', '<contact>'],
      ['SOC of the night', '<contact>'],
      ['', '<nothing>'],
    ]);
    expect(scrubber.scrub('SOC of the night, SOC')).toBe('<contact>, <contact>');
  });
});
