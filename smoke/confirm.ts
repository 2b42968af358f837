import { ask } from './ask.ts';
import { SmokeError } from './errors.ts';
import type { AwsOptions } from './options.ts';
import type { Place } from './target/target.ts';

/** Says what a run on AWS will do, and asks whether it may. @throws SmokeError when it may not */
export async function confirm(options: AwsOptions, place: Place, signal: AbortSignal): Promise<void> {
  const { accountId, region } = place;
  const { stage, account, contactType, approver, keep, yes } = options;
  console.log(`
In the account ${accountId}, in ${region}, this run
  - deploys the stack alternate-contacts-${stage}, with a rule and a queue of its own beside it;
  - changes the ${contactType} contact of the account ${account} three times, reads it some thousand times within
    a minute so that AWS throttles its callers, and puts it back;
  - sends ${approver} a mail for each of the four requests, whose links decide them;
  - ${keep ? 'leaves all of it there' : 'removes all of it; KMS keeps the keys for 7 days'}.
It takes about a quarter of an hour and costs less than a dollar.`);
  if (yes) return;
  if (!process.stdin.isTTY) throw new SmokeError('Nothing was done: without a terminal to ask in, say --yes');
  const answer = await ask({ input: process.stdin, output: process.stdout }, 'Go on? [y/N] ', signal);
  if (!/^y(es)?$/i.test(answer.trim())) throw new SmokeError('Nothing was done');
}
