import type { Health } from 'embedded-aws/endpoint/control.ts';
import { accountIdOf } from './runs-in.ts';
import { DEFAULT_AWS_PORT, type Settings } from './settings.ts';
import type { SignIn } from './sign-in.ts';

/** Says what runs where, and what to try next. */
export function describeStack(
  health: Health,
  { awsPort, runsIn, signIn }: Settings & { signIn: SignIn | undefined },
  seconds: number,
): string {
  const endpoint = `http://localhost:${awsPort}`;
  const accountId = accountIdOf(runsIn);
  const demo = (awsPort === DEFAULT_AWS_PORT ? 'npm run demo' : `AWS_PORT=${awsPort} npm run demo`).padEnd(28);
  const member = runsIn === 'standalone-account' ? '' : ' --account-id 222222222222';
  return `
Ready after ${seconds.toFixed(1)} s. Everything listens on this machine only; Ctrl-C stops it.

  Approval pages (HTTP API)   ${health.httpApiUrl}
  Inbox of sent mails         ${health.inboxUrl}
  AWS endpoint                ${endpoint}
${signIn ? `  Identity provider           ${signIn.params['signInIssuer']}\n` : ''}  Account                     ${accountId} (${runsIn})
  Event bus                   ${health.eventBusName}
  State machine               ${health.stateMachineArn}

Try next:
  ${demo}requests a change; then open the inbox and approve it
  curl ${endpoint}/_local/calls    shows the API calls so far (also: /_local/events, /_local/tickets)

Any AWS SDK or CLI works with it:
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  aws account get-alternate-contact${member} --alternate-contact-type SECURITY
  aws stepfunctions list-executions --state-machine-arn ${health.stateMachineArn}
`;
}
