import { describe, expect, it } from 'vitest';
import { isPrincipal, readPrincipal } from '../../../../functions/domain/policy/principal.ts';

const JANE = 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Ops_0123/jane@example.com';

describe('isPrincipal', () => {
  it.each([JANE, 'arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*', 'arn:*/jane@example.com', '*'])(
    'is true when the pattern is %s',
    (pattern) => {
      expect(isPrincipal(pattern, JANE)).toBe(true);
    },
  );

  it.each([
    'arn:aws:sts::*:assumed-role/AWSReservedSSO_*',
    'arn:aws:sts::111111111111:assumed-role/Other/*',
    'sts::111111111111:assumed-role',
    'arn.aws:sts::*',
  ])('compares the whole ARN with the pattern %s, and takes nothing but * for a wildcard', (pattern) => {
    expect(isPrincipal(pattern, JANE)).toBe(pattern.endsWith('SSO_*'));
  });

  it('is false when nobody has signed', () => {
    expect(isPrincipal('*', undefined)).toBe(false);
  });
});

describe('readPrincipal', () => {
  it.each([
    { arn: JANE, principal: { kind: 'session', owner: 'AWSReservedSSO_Ops_0123', name: 'jane@example.com' } },
    { arn: 'arn:aws:iam::111111111111:user/jane', principal: { kind: 'user', owner: 'jane', name: 'jane' } },
    {
      arn: 'arn:aws-cn:iam::111111111111:user/staff/eu/jane',
      principal: { kind: 'user', owner: 'jane', name: 'jane' },
    },
  ])('reads $arn', ({ arn, principal }) => {
    expect(readPrincipal(arn)).toEqual(principal);
  });

  it.each([
    'arn:aws:iam::111111111111:root',
    'arn:aws:sts::111111111111:federated-user/jane@example.com',
    'arn:aws:iam::111111111111:role/jane@example.com',
    'arn:aws:sts::111111111111:assumed-role/a/b/jane@example.com',
    '',
  ])('takes %j for neither a user nor a session', (arn) => {
    expect(readPrincipal(arn)).toEqual({ kind: 'other', owner: '', name: arn });
  });
});
