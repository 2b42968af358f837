import { Command, Option } from 'commander';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../../../functions/domain/contact/contact.ts';
import type { Certainty } from '../../../functions/domain/policy/approval-rule.ts';
import { neededTraits } from '../../../functions/domain/policy/policy.ts';
import { readableRequest } from '../../../functions/domain/request/readable-request.ts';
import { numberText } from '../../../functions/wording/counted.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { MOST_CAMPAIGN_CHANGES } from '../../../schemas/compiled/limits.js';
import { WrongArgumentError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { parseAccountId } from '../../input/account-id.ts';
import { checkedArgument, withChoices } from '../../input/checked-argument.ts';
import { requestedByOption } from '../../input/requester.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { explainPolicy } from './explanation.ts';
import { policyReport } from './report.ts';

interface ExplainOptions {
  account: string;
  type: AlternateContactType;
  action: Change['action'];
  source: string;
  requester: Certainty;
  changes: number;
  requestedBy?: string;
  policy: string;
}

const EXAMPLES = `
It reads the policy in your file, which need not be the one that is deployed. AWS is asked about the
account's organizational units and tags, but only if a rule of the policy looks at them.

Examples:
  $ contacts policy explain --account 222222222222 --type SECURITY
  $ contacts policy explain --account 222222222222 --type BILLING --action DELETE --requested-by jane@example.com
  $ contacts policy explain --account 222222222222 --type SECURITY --source jira --changes 20 --policy draft.yml`;

export function explainPolicyCommand(perform: Perform): Command {
  return new Command('explain')
    .description('show which approval rule applies to a change, why, and who would have to approve it')
    .addOption(
      new Option('--account <id>', 'the account id, 12 digits').argParser(parseAccountId).makeOptionMandatory(),
    )
    .addOption(
      withChoices(new Option('--type <type>', 'the contact'), ALTERNATE_CONTACT_TYPES, 'a type').makeOptionMandatory(),
    )
    .addOption(
      withChoices(new Option('--action <action>', 'what happens to it'), ['PUT', 'DELETE'], 'an action').default('PUT'),
    )
    .option('--source <system>', 'where the request comes from', parseSystem, 'cli')
    .addOption(
      withChoices(
        new Option('--requester <certainty>', 'whether it is proven who the requester is, or only claimed'),
        ['proven', 'claimed'],
        'a certainty',
      ).default('proven'),
    )
    .option('--changes <count>', 'how many contacts the request changes', parseChanges, 1)
    .addOption(requestedByOption().argParser(parseRequester))
    .option('--policy <file>', 'the policy', 'policy.yml')
    .addHelpText('after', EXAMPLES)
    .action((options: ExplainOptions, command: Command) => perform(command, (session) => explain(session, options)));
}

async function explain(session: Session, options: ExplainOptions): Promise<ExitCode> {
  const { account: accountId, type, action, source, requester, changes, requestedBy, policy: file } = options;
  // The code that reads a policy takes a while to load, and few commands need it.
  const { readPolicyFile } = await import('./policy-file.ts');
  const policy = await readPolicyFile(file);
  const account = await session.aws.traitsOf(accountId, neededTraits(policy));
  const explanation = explainPolicy(policy, {
    account,
    alternateContactType: type,
    action,
    source,
    requester,
    changes,
    requestedBy: requestedBy || undefined,
  });
  printResult(session, { policyFile: file, ...explanation }, () => policyReport(explanation, file, session.terminal));
  return 0;
}

function parseSystem(text: string): string {
  const isValid = readableRequest({ source: { system: text } }).source?.system === text;
  return checkedArgument(text, 'the name of a system', { field: 'system', isValid });
}

/** An empty environment variable names nobody. */
function parseRequester(text: string): string {
  const isValid = text === '' || readableRequest({ requestedBy: text }).requestedBy === text;
  return checkedArgument(text, 'a requester', { field: 'requestedBy', isValid });
}

function parseChanges(text: string): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= MOST_CAMPAIGN_CHANGES) return Number(text);
  throw new WrongArgumentError(text, 'a number of changes', `a request has 1 to ${numberText(MOST_CAMPAIGN_CHANGES)}`);
}
