import { describe, expect, it } from 'vitest';
import { deploymentProblems } from '../../../packaging/deployment-problems.ts';
import { deployment, NAMED, POLICY } from './deployment.ts';

const SIGN_IN = POLICY.replace('quorum: 1', 'quorum: 1, confirm: signIn');
const EXAMPLE_APPROVER = POLICY.replace('boss@acme.test', 'boss@example.com');
const EXAMPLE_DOMAIN = POLICY.replace('[acme.test]', "[acme.test, '*.example.org']");

describe('a deployment', () => {
  it.each([
    { what: 'of a stage that names what it needs', given: NAMED },
    { what: 'outside of an organization', given: { ...NAMED, organizationId: 'none' } },
    { what: 'with an address as its identity', given: { ...NAMED, senderIdentity: 'Contacts@mail.acme.test' } },
    { what: 'of dev, with the examples', stage: 'dev', policy: EXAMPLE_APPROVER },
    { what: 'of local, whose identity provider is found later', stage: 'local', policy: SIGN_IN },
    {
      what: 'with an account id that begins with a zero, in quotes',
      given: NAMED,
      own: { managementAccountId: '012345678901' },
    },
    {
      what: 'with an account id that YAML has read as a number',
      given: NAMED,
      own: { managementAccountId: 111_111_111_111 },
    },
    {
      what: 'with a number and a boolean',
      given: NAMED,
      own: { retentionDays: 800, reserveConcurrency: false },
    },
    {
      what: 'that says where approvers sign in',
      given: { ...NAMED, signInIssuer: 'https://id.acme.test/realms/a', signInClientId: 'contacts' },
      policy: SIGN_IN,
    },
    {
      what: 'with a role in the management account',
      given: {
        ...NAMED,
        managementAccountId: '111111111111',
        managementRoleArn: 'arn:aws-us-gov:iam::111111111111:role/path/contacts',
      },
    },
  ])('$what has no problem', (the) => {
    expect(deploymentProblems(deployment(the))).toEqual([]);
  });

  it('names all that a stage other than dev and local leaves out', () => {
    expect(deploymentProblems(deployment({}))).toEqual(
      ['senderIdentity', 'senderAddress', 'organizationId'].map(
        (param) =>
          `${param} is not set, and the stage prod needs it: add it to params.prod of serverless.yml, or pass --param="${param}=…"`,
      ),
    );
  });

  it.each([
    {
      problem: 'a param that does not exist',
      given: { ...NAMED, senderAdress: 'x' },
      says: '--param has senderAdress, which is no parameter; did you mean senderAddress?',
    },
    {
      problem: 'a stage with capitals',
      stage: 'Prod',
      given: NAMED,
      says: 'the stage Prod must consist of lower-case letters, digits and hyphens: the name of the bucket holds it, and S3 takes nothing else',
    },
    {
      problem: 'a param of the stage that does not exist',
      own: { ...NAMED, zebra: 'x' },
      says: 'params.prod of serverless.yml has zebra, which is no parameter',
    },
    {
      problem: 'an account id whose zero YAML has dropped',
      own: { ...NAMED, managementAccountId: 12_345_678_901 },
      says: 'managementAccountId in params.prod of serverless.yml must be 12 digits; YAML has made it a number, without leading zeros: put it in quotes',
    },
    {
      problem: 'an account id that is too short',
      given: { ...NAMED, managementAccountId: '1111' },
      says: 'managementAccountId in --param must be 12 digits',
    },
    {
      problem: 'a sender with a display name',
      given: { ...NAMED, senderAddress: 'Contacts <contacts@acme.test>' },
      says: 'senderAddress in --param must be an e-mail address without a display name, such as alternate-contacts@example.com',
    },
    {
      problem: 'neither true nor false',
      own: { ...NAMED, reserveConcurrency: 'no' },
      says: 'reserveConcurrency in params.prod of serverless.yml must be true or false',
    },
    {
      problem: 'an example domain',
      given: { ...NAMED, senderIdentity: 'mail.example.com', senderAddress: 'a@mail.example.com' },
      says: 'senderIdentity in --param is an example: name your own',
    },
    {
      problem: 'the example organization',
      own: { ...NAMED, organizationId: 'o-exampleorgid' },
      says: 'organizationId in params.prod of serverless.yml is an example: name your own',
    },
    {
      problem: 'a policy with an example approver',
      given: NAMED,
      policy: EXAMPLE_APPROVER,
      says: 'the policy asks boss@example.com for approvals, an example: enter your approvers',
    },
    {
      problem: 'a policy with an example domain',
      given: NAMED,
      policy: EXAMPLE_DOMAIN,
      says: 'allowedEmailDomains of the policy has *.example.org, an example: enter your domains',
    },
    {
      problem: 'a sender outside of its identity',
      given: { ...NAMED, senderAddress: 'contacts@notacme.test' },
      says: 'senderAddress is not within senderIdentity: SES would refuse each mail',
    },
    {
      problem: 'a role in an account that is not the management account',
      given: { ...NAMED, managementRoleArn: 'arn:aws:iam::111111111111:role/contacts' },
      says: 'managementRoleArn names a role in 111111111111: set managementAccountId to this account',
    },
    {
      problem: 'a rule with sign-in and no identity provider',
      given: NAMED,
      policy: SIGN_IN,
      says: 'the rule "rest" of the policy has confirm: signIn, but the parameters signInIssuer and signInClientId are not set: see docs/deploy.md',
    },
    {
      problem: 'the same at dev',
      stage: 'dev',
      policy: SIGN_IN,
      says: 'the rule "rest" of the policy has confirm: signIn, but the parameters signInIssuer and signInClientId are not set: see docs/deploy.md',
    },
  ])('with $problem is refused', ({ says, ...the }) => {
    expect(deploymentProblems(deployment(the))).toContain(says);
  });
});
