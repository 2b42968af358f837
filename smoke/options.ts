import { parseArgs } from 'node:util';
import { AlternateContactType } from '@aws-sdk/client-account';
import { LONGEST_STAGE, STAGE_CHARACTERS } from '../schemas/stage-name.ts';
import { UsageError } from './errors.ts';
import { type MailBucket, readBucketUrl } from './mailbox/mail-bucket.ts';

export const HELP = `Usage: npm run smoke -- --stage <stage> [options]

Deploys the service to a stage of its own, changes a contact through it and puts it back, compares what AWS answered with
what the embedded AWS answers, and removes everything that it made. With --stage local it does so on your machine, without
AWS. Otherwise it uses your AWS credentials, and asks before it makes anything.

  --stage <stage>          local, or a stage that is not deployed yet, whose name begins with smoke (up to 16 characters)
  --region <region>        default: AWS_REGION or AWS_DEFAULT_REGION
  --account <id>           the sandbox account whose contact is changed and put back
  --contact-type <type>    BILLING, OPERATIONS (default) or SECURITY
  --sender <address>       the sender of the mails; it or its domain is a verified identity of SES
  --approve-as <address>   who approves: you paste the link of each mail into the terminal
  --mail-bucket <s3://…>   where a receipt rule of SES stores the mails to that address: nobody has to paste anything
  --report <file>          where the differences are written, without personal data (default: .local/smoke-<stage>.md)
  --keep                   leaves the stack there; the next run of this stage uses and removes it
  --yes                    asks nothing
  --help                   shows this

The exit code is 0 if everything went as it should, 1 if something failed, 2 if the command makes no sense, and 3 if only
the comparison found differences.`;

/** A run on AWS. */
export interface AwsOptions {
  stage: string;
  region: string;
  account: string;
  contactType: AlternateContactType;
  sender: string;
  approver: string;
  mailBucket?: MailBucket;
  report: string;
  keep: boolean;
  yes: boolean;
}

/** What was typed. */
export type Options =
  | { kind: 'help' }
  | { kind: 'local'; contactType: AlternateContactType; report: string }
  | ({ kind: 'aws' } & AwsOptions);

const WORD = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

/** The options that say something about AWS. */
const OF_AWS = ['region', 'account', 'sender', 'approve-as', 'mail-bucket', 'keep', 'yes'] as const;

const ADDRESS = /^[\w+=.#|!&-]+@[\w.-]+\.\w+$/;

/**
 * Reads the words of the command.
 * @throws UsageError
 */
export function readOptions(words: string[], environment: Record<string, string | undefined>): Options {
  const values = parse(words);
  if (values.help) return { kind: 'help' };
  const { stage } = values;
  // Whatever a run believes of a stage, nobody's own stage is ever deployed anew with its policy, or removed.
  if (!stage || !/^(local$|smoke)/.test(stage) || !STAGE_CHARACTERS.test(stage)) {
    throw new UsageError(
      '--stage must be local, or begin with smoke and go on with lower-case letters, digits and hyphens',
    );
  }
  // Packaging says the same, after all checks on AWS.
  if (stage.length > LONGEST_STAGE) {
    throw new UsageError(`--stage must have at most ${LONGEST_STAGE} characters: ${stage} has ${stage.length}`);
  }
  const contactType = Object.values(AlternateContactType).find(
    (type) => type === (values['contact-type'] ?? 'OPERATIONS'),
  );
  if (!contactType) throw new UsageError('--contact-type must be BILLING, OPERATIONS or SECURITY');
  const report = values.report ?? `.local/smoke-${stage}.md`;
  if (stage !== 'local') return { kind: 'aws', ...readAwsOptions(values, environment), stage, contactType, report };
  const useless = OF_AWS.filter((name) => values[name] !== undefined);
  if (useless.length > 0) throw new UsageError(`--stage local has no use for ${useless.map(flag).join(', ')}`);
  return { kind: 'local', contactType, report };
}

function parse(words: string[]) {
  const options = {
    ...{ stage: WORD, region: WORD, account: WORD, 'contact-type': WORD, sender: WORD, 'approve-as': WORD },
    ...{ 'mail-bucket': WORD, report: WORD, keep: FLAG, yes: FLAG, help: { ...FLAG, short: 'h' } },
  } as const;
  try {
    return parseArgs({ args: words, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

type Values = ReturnType<typeof parse>;

function readAwsOptions(values: Values, environment: Record<string, string | undefined>) {
  const region = values.region ?? (environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION']);
  const { account, sender, 'approve-as': approver, 'mail-bucket': bucketUrl } = values;
  if (!region || !account || !sender || !approver) {
    const given = { region, account, sender, 'approve-as': approver };
    const absent = Object.entries(given).flatMap(([name, value]) => (value ? [] : flag(name)));
    throw new UsageError(`a run on AWS needs ${absent.join(', ')}`);
  }
  if (!/^\d{12}$/.test(account)) throw new UsageError('--account must be 12 digits');
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UsageError('--region must be a region, for example us-east-1');
  checkAddress('--sender', sender);
  checkAddress('--approve-as', approver);
  const mailBucket = bucketUrl === undefined ? undefined : readBucketUrl(bucketUrl);
  if (bucketUrl !== undefined && !mailBucket) throw new UsageError('--mail-bucket must be like s3://bucket/prefix');
  const { keep = false, yes = false } = values;
  return { region, account, sender, approver, keep, yes, ...(mailBucket && { mailBucket }) };
}

/** The contact gets the approver's address, so Account Management must take it, too. */
function checkAddress(name: string, address: string): void {
  if (!ADDRESS.test(address)) throw new UsageError(`${name} must be a mail address such as you@example.com`);
}

function flag(name: string): string {
  return `--${name}`;
}
