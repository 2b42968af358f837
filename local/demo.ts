/**
 * `npm run demo`: sends an example request to a running stack and shows its progress. You approve it in the inbox, or
 * it decides itself with `-- --approve` or `-- --reject`.
 */
import { parseArgs } from 'node:util';
import { DemoError, DemoStack } from './demo-stack.ts';

const HELP = `Usage: npm run demo [-- --approve | --reject]

Sends an example request to a running stack (npm start), shows each state of the workflow as it is entered,
prints the approval link, and ends with the contact before and after.

  --approve   approves the request itself
  --reject    rejects the request itself
  --help      shows this

AWS_PORT names the stack's AWS endpoint when it is not at 4566.`;

async function demo(decision: 'approve' | 'reject' | undefined): Promise<void> {
  const stack = await DemoStack.connect(process.env['AWS_PORT'] ?? '4566');
  const requestId = `demo-${Date.now().toString(36)}`;
  const before = await stack.readContact();

  console.log(`Request ${requestId}: jane@example.com asks for a new SECURITY contact of ${stack.accountId}\n`);
  const since = Date.now();
  await stack.putRequest(requestId);
  const execution = await stack.findExecution(requestId);
  const end = await stack.follow(execution, async (state) => {
    console.log(`  ${((Date.now() - since) / 1000).toFixed(1).padStart(5)} s  ${state}`);
    if (state === 'RequestApproval') await decide(stack, since, decision);
  });

  console.log(`\nThe execution ${end.status === 'SUCCEEDED' ? 'succeeded' : 'failed'}: ${end.requestStatus}\n`);
  console.log(`  before  ${before}\n  after   ${await stack.readContact()}`);
}

async function decide(stack: DemoStack, since: number, decision: 'approve' | 'reject' | undefined): Promise<void> {
  const link = await stack.findLink('approver-1@example.com', since);
  if (!decision) {
    console.log(
      `\n  Waiting for you. Open the mail in the inbox, or the link in it:\n    ${stack.inboxUrl}\n    ${link}\n`,
    );
    return;
  }
  await stack.vote(link, decision);
  console.log(`           approver-1@example.com ${decision === 'approve' ? 'approves' : 'rejects'} it`);
}

try {
  const { values } = parseArgs({
    options: { approve: { type: 'boolean' }, reject: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.approve && values.reject) throw new DemoError('--approve and --reject exclude each other');
  if (values.help) console.log(HELP);
  else await demo(values.approve ? 'approve' : values.reject ? 'reject' : undefined);
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  if (!(error instanceof DemoError || isUsage)) throw error;
  console.error(isUsage ? `${error.message}\n\n${HELP}` : error.message);
  process.exitCode = isUsage ? 2 : 1;
}
