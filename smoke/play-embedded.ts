import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlternateContactType } from '@aws-sdk/client-account';
import { type AccountKind, accountIdOf } from '../local/runs-in.ts';
import type { Check } from './checks/finding.ts';
import { mailChecks } from './checks/mail.ts';
import { organizationChecks } from './checks/organization.ts';
import { stackCheck } from './checks/stack.ts';
import { trailCheck } from './checks/trail.ts';
import type { Progress } from './progress.ts';
import { recordScenario } from './record.ts';
import type { Transcript } from './recording/transcript.ts';
import { runChecks } from './run-checks.ts';
import { writeContact } from './scenario/contact.ts';
import type { Sandbox } from './scenario/context.ts';
import { createAdministration } from './target/administration.ts';
import { type EmbeddedStack, startEmbeddedStack } from './target/embedded-stack.ts';
import { EMBEDDED_SERVICE_NAME, embeddedSettings, embeddedTarget } from './target/embedded-target.ts';
import { smokePolicy } from './target/policy.ts';
import type { Target } from './target/target.ts';

export interface EmbeddedRun {
  repository: string;
  /** The account that the service runs in. */
  runsIn: AccountKind;
  contactType: AlternateContactType;
  /** Whether the sandbox account is the one that the service runs in. */
  isOwnContact: boolean;
  /** Whether the contact is set before the scenario. */
  hasContact: boolean;
  /** Whether the stack is checked as an account of AWS is. */
  isChecked: boolean;
  progress: Progress;
  signal: AbortSignal;
}

const APPROVER = 'approver-1@example.com';
const SENDER = 'alternate-contacts@example.com';
const SANDBOX_ACCOUNT_ID = '444444444444';

const SOME_CONTACT = {
  Name: 'Operations',
  Title: 'Operations',
  EmailAddress: 'operations@example.com',
  PhoneNumber: '+1 555 0101',
};

/** Plays the scenario on a stack of the embedded AWS that it starts and stops. @returns what the stack answered */
export async function playEmbedded(run: EmbeddedRun): Promise<Transcript> {
  const directory = await mkdtemp(join(tmpdir(), 'smoke-'));
  let stack: EmbeddedStack | undefined;
  try {
    const policyFile = join(directory, 'policy.yml');
    await writeFile(policyFile, smokePolicy(APPROVER));
    const { progress } = run;
    const isStarted = await progress.step('The package runs on the embedded AWS', async () => {
      stack = await startEmbeddedStack({ ...run, policyFile });
    });
    return isStarted && stack ? await playOn(stack, run) : [];
  } finally {
    await stack?.stop();
    await rm(directory, { recursive: true });
  }
}

async function playOn(stack: EmbeddedStack, run: EmbeddedRun): Promise<Transcript> {
  const { runsIn, contactType, isOwnContact, hasContact, isChecked, progress, signal } = run;
  const accountId = isOwnContact ? accountIdOf(runsIn) : SANDBOX_ACCOUNT_ID;
  const sandbox = { accountId, type: contactType };
  const target = embeddedTarget(stack, runsIn, APPROVER);
  if (isChecked && !(await runChecks(checksOf(stack, target, sandbox), progress))) return [];
  const original = hasContact ? SOME_CONTACT : undefined;
  await writeContact(target, sandbox, original);
  return recordScenario(target, { sandbox, original, approver: APPROVER, progress, signal });
}

/** Not Lambda's concurrency: the stack has reserved it by now. */
function checksOf({ awsUrl }: EmbeddedStack, { place }: Target, sandbox: Sandbox): Check[] {
  const { organizations, mail, trails, stacks } = createAdministration(embeddedSettings(awsUrl));
  return [
    ...organizationChecks(organizations, place, sandbox),
    ...mailChecks(mail, { sender: SENDER, approver: APPROVER }),
    trailCheck(trails, place),
    stackCheck(stacks, EMBEDDED_SERVICE_NAME),
  ];
}
