import { describe, expect, it } from 'vitest';
import { SmokeError } from '../../../smoke/errors.ts';
import { explain } from '../../../smoke/progress.ts';

describe('an error of a run', () => {
  it.each(['CredentialsProviderError', 'TokenProviderError'])('says how to log in when it is a %s', (name) => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), { name });
    expect(explain(error)).toMatch(
      /^there are no AWS credentials: run `aws sso login`, or set AWS_PROFILE \(Could not/,
    );
  });

  it('has its name when AWS gave it one', () => {
    const error = Object.assign(new Error('too many'), { name: 'LimitExceededException' });
    expect(explain(error)).toBe('LimitExceededException: too many');
  });

  it('is its message alone when the run itself says it', () => {
    expect(explain(new SmokeError('the link is of another deployment'))).toBe('the link is of another deployment');
  });
});
