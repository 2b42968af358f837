import { concurrencyCheck, mayReserve } from './checks/concurrency.ts';
import { mailChecks, verifiedIdentity } from './checks/mail.ts';
import { organizationChecks } from './checks/organization.ts';
import { trailCheck } from './checks/trail.ts';
import type { Difference } from './comparison/compare.ts';
import { confirm } from './confirm.ts';
import type { AwsOptions } from './options.ts';
import { compareAndReport, kindOf } from './outcome.ts';
import { type DeployedRun, playDeployed } from './play-deployed.ts';
import { playEmbedded } from './play-embedded.ts';
import { runChecks } from './run-checks.ts';
import { isSameContact, readContact } from './scenario/contact.ts';
import { type Administration, createAdministration } from './target/administration.ts';
import { createClients } from './target/clients.ts';
import { KeptContact } from './target/kept-contact.ts';
import { findPlace } from './target/place.ts';
import type { Place } from './target/target.ts';

/** Checks, deploys, plays the scenario, removes, and compares with the embedded AWS. */
export async function runOnAws(
  options: AwsOptions,
  run: Pick<DeployedRun, 'repository' | 'progress' | 'signal'>,
): Promise<Difference[]> {
  const { region, account, contactType, sender } = options;
  const settings = { region };
  const aws = createAdministration(settings);
  run.progress.part('1 of 5: what AWS must have');
  const place = await findPlace(aws, region);
  const sandbox = { accountId: account, type: contactType };
  const given = { ...run, options, aws, settings, place, sandbox };
  if (!(await isReady(given))) return [];
  await confirm(options, place, run.signal);
  const kept = new KeptContact(run.repository, sandbox);
  const readNow = () => readContact({ place, clients: createClients(settings) }, sandbox);
  const original = await kept.original(readNow);
  const deployed = { ...given, original, params: await paramsOf(aws, place, sender) };
  const found = await playDeployed(deployed).finally(async () => {
    if (isSameContact(await readNow(), original)) await kept.forget();
  });
  run.signal.throwIfAborted();
  // The failure has been told, and there is nothing to compare.
  if (found.length === 0) return [];
  return compareWithEmbedded(deployed, found);
}

async function isReady(run: Omit<DeployedRun, 'original' | 'params'>): Promise<boolean> {
  const { options, aws, place, sandbox, progress } = run;
  const checks = [
    ...organizationChecks(aws.organizations, place, sandbox),
    ...mailChecks(aws.mail, options),
    concurrencyCheck(aws.functions),
    trailCheck(aws.trails, place),
  ];
  return runChecks(checks, progress);
}

async function paramsOf(aws: Administration, place: Place, sender: string): Promise<Record<string, string>> {
  const { accountId, managementAccountId, organizationId = 'none' } = place;
  const isOutside = managementAccountId !== undefined && managementAccountId !== accountId;
  return {
    senderIdentity: (await verifiedIdentity(aws.mail, sender)) ?? sender,
    senderAddress: sender,
    organizationId,
    ...(isOutside && { managementAccountId }),
    ...(!(await mayReserve(aws.functions)) && { reserveConcurrency: 'false' }),
  };
}

async function compareWithEmbedded(run: DeployedRun, found: Awaited<ReturnType<typeof playDeployed>>) {
  const { options, place, sandbox, original, repository, progress, signal } = run;
  const { approver, sender, stage, report } = options;
  progress.part('4 of 5: the same on the embedded AWS');
  const expected = await playEmbedded({
    ...{ repository, progress, signal, isChecked: false },
    runsIn: kindOf(place),
    contactType: sandbox.type,
    isOwnContact: sandbox.accountId === place.accountId,
    hasContact: original !== undefined,
  });
  progress.part('5 of 5: the comparison');
  const contact = Object.values(original ?? {}).map((value) => [value, '<contact>'] as const);
  const involved = [approver, sender].map((address) => [address, '<address>'] as const);
  const service = [`alternate-contacts-${stage}`, '<service>'] as const;
  const personal = [...involved, ...contact, service];
  return compareAndReport({ place, found, expected, repository, report, personal }, progress);
}
