import { Command, InvalidArgumentError, Option } from 'commander';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../functions/domain/contact.ts';
import { askedOfAccounts } from '../functions/domain/policy.ts';
import { type Change, readableRequest } from '../functions/domain/request.ts';
import { explainPolicy } from './policy-explanation.ts';
import { policyReport } from './policy-report.ts';
import { requestedByOption } from './requester.ts';
import { type ExitCode, type Perform, printResult, type Session } from './session.ts';
import { parseAccountId } from './show.ts';

interface ExplainOptions {
  account: string;
  type: AlternateContactType;
  action: Change['action'];
  source: string;
  changes: number;
  requestedBy?: string;
  policy: string;
}

/** As in schemas/change-request.schema.json. */
const CHANGES_LIMIT = 100;

const EXAMPLES = `
It reads the policy in your file, which need not be the one that is deployed. AWS is asked for the account's
organizational units and tags, and only if a rule of the policy asks for them.

Examples:
  $ contacts policy explain --account 222222222222 --type SECURITY
  $ contacts policy explain --account 222222222222 --type BILLING --action DELETE --requested-by jane@example.com
  $ contacts policy explain --account 222222222222 --type SECURITY --source jira --changes 20 --policy draft.yml`;

/** `contacts policy explain`: which approval rule a change falls under. */
export function explainPolicyCommand(perform: Perform): Command {
  return new Command('explain')
    .description('tell which approval rule a change falls under, why, and who would be asked')
    .addOption(new Option('--account <id>', 'the account, 12 digits').argParser(parseAccountId).makeOptionMandatory())
    .addOption(new Option('--type <type>', 'the contact').choices(ALTERNATE_CONTACT_TYPES).makeOptionMandatory())
    .addOption(new Option('--action <action>', 'what is done to it').choices(['PUT', 'DELETE']).default('PUT'))
    .option('--source <system>', 'where the request comes from', parseSystem, 'cli')
    .option('--changes <count>', 'how many contacts the request changes', parseChanges, 1)
    .addOption(requestedByOption().argParser(parseRequester))
    .option('--policy <file>', 'the policy', 'policy.yml')
    .addHelpText('after', EXAMPLES)
    .action((options: ExplainOptions, command: Command) => perform(command, (session) => explain(session, options)));
}

async function explain(session: Session, options: ExplainOptions): Promise<ExitCode> {
  const { account: accountId, type, action, source, changes, requestedBy, policy: file } = options;
  // What reads a policy takes a while to load, and no other command needs it.
  const { readPolicyFile } = await import('./policy-file.ts');
  const policy = await readPolicyFile(file);
  const account = await session.aws.placeOf(accountId, askedOfAccounts(policy));
  const explanation = explainPolicy(policy, {
    account,
    alternateContactType: type,
    action,
    source,
    changes,
    requestedBy: requestedBy || undefined,
  });
  printResult(session, { policyFile: file, ...explanation }, () => policyReport(explanation, file, session.terminal));
  return 0;
}

function parseSystem(text: string): string {
  if (readableRequest({ source: { system: text } }).source?.system === text) return text;
  throw new InvalidArgumentError('A system has 1 to 64 letters, digits and ._-, such as jira.');
}

/** A variable of the environment that is empty names nobody. */
function parseRequester(text: string): string {
  if (text === '') return text;
  if (readableRequest({ requestedBy: text }).requestedBy === text) return text;
  throw new InvalidArgumentError('It must be an e-mail address.');
}

function parseChanges(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= CHANGES_LIMIT) return Number(text);
  throw new InvalidArgumentError(`A request has 1 to ${CHANGES_LIMIT} changes.`);
}
