import { gatherEvidence } from '../../../cli/commands/verify/gather-evidence.ts';
import { brokenLinks } from '../../../cli/output/chain-document.ts';
import type { KeptApplied } from '../../../functions/domain/approval/kept-evidence.ts';
import { verifyChain } from '../../../functions/domain/approval/verification.ts';
import { contactKey, contactName, isSameContact } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { inParallel } from './in-parallel.ts';
import type { World } from './world.ts';

/** What is wrong with the ledger, and how many chains were checked. */
export interface LedgerCheck {
  chains: number;
  applied: number;
  contacts: number;
  findings: string[];
}

interface Applied extends ContactKey {
  at: string;
  contact: Contact | null;
}

/**
 * Verifies the chain of every request as `contacts verify` does, and compares the contacts of all accounts with what was
 * applied to them last.
 */
export async function checkLedger(world: World, records: RequestRecord[]): Promise<LedgerCheck> {
  const findings: string[] = [];
  const applied: Applied[] = [];
  await inParallel(records, async (record) => {
    const key = requestKeyOf(record.request);
    const verified = await gatherEvidence(world.cli.aws, key);
    if (!verified) return;
    const broken = brokenLinks(verifyChain(verified));
    findings.push(...broken.map((link) => `the chain of ${key} is broken: ${JSON.stringify(link)}`));
    applied.push(...verified.evidence.applied.flatMap((kept) => appliedIn(record, kept)));
  });
  const last = new Map(
    applied.toSorted((left, right) => left.at.localeCompare(right.at)).map((one) => [contactName(one), one]),
  );
  findings.push(...(await differingContacts(world, [...last.values()])));
  return { chains: records.length, applied: applied.length, contacts: last.size, findings };
}

function appliedIn({ plan = [] }: RequestRecord, { appliedAt, ...kept }: KeptApplied): Applied[] {
  const ofContact = plan.filter((change) => contactName(change) === contactName(kept));
  return ofContact.map((change) => ({ ...contactKey(change), at: appliedAt, contact: change.after }));
}

async function differingContacts({ user }: World, applied: Applied[]): Promise<string[]> {
  const findings: string[] = [];
  await inParallel(applied, async ({ accountId, alternateContactType, contact }) => {
    const found = await user.contact(accountId, alternateContactType);
    if (isSameContact(found ?? null, contact)) return;
    findings.push(`the ${alternateContactType} contact of ${accountId} is not as it was applied last`);
  });
  return findings;
}
