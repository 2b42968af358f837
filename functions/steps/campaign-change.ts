import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { countLive } from '../aws/campaign-meters.ts';
import { addFailures, readControl } from '../aws/campaigns.ts';
import { claimContacts, releaseContacts } from '../aws/contact-claims.ts';
import { isHeld } from '../domain/campaign/campaign-control.ts';
import { isConflict, isFinalFailure } from '../domain/campaign/page-results.ts';
import { contactName } from '../domain/contact/contact.ts';
import { ChangeHeldError, ContactChangedError } from '../domain/errors.ts';
import type { CampaignCounts } from '../domain/ledger/events.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';

/** How a change of a campaign is gone about. */
interface ChangeOfCampaign<Result> {
  make: () => Promise<Result>;
  /** What an attempt has made of it that was interrupted; nothing if none has. */
  findMade: () => Promise<Result | undefined>;
}

/**
 * Makes a change of a campaign, unless that is held, and counts it for those who look at it. One that fails for good counts
 * towards the share that stops the campaign, too. One that is held may have been made already by an attempt that was interrupted.
 * @throws ChangeHeldError when it is paused, stopped or cancelled, or waits for what becomes of its first changes
 */
export async function asPartOfCampaign<Result extends { alreadyInPlace?: true }>(
  requestKey: RequestKey,
  change: ContactKey & { page: number | 'none' },
  { make, findMade }: ChangeOfCampaign<Result>,
): Promise<Result> {
  const { page } = change;
  if (page === 'none') return make();
  try {
    await requireGoing(requestKey, page);
    return await counted(requestKey, make);
  } catch (error) {
    if (!(error instanceof ChangeHeldError)) throw error;
    const made = await findMade();
    if (made) {
      await count(requestKey, { applied: 1 });
      return made;
    }
    // The page comes back to it later, or never.
    await releaseContacts(requestKey, [change]);
    throw error;
  }
}

async function counted<Result extends { alreadyInPlace?: true }>(
  requestKey: RequestKey,
  make: () => Promise<Result>,
): Promise<Result> {
  try {
    const made = await make();
    await count(requestKey, { applied: 1, inPlace: made.alreadyInPlace ? 1 : 0 });
    return made;
  } catch (error) {
    if (error instanceof Error && isFinalFailure(error.name)) {
      await addFailures(requestKey, 1).catch(logged('A failed change was not counted', { requestKey }));
      await count(requestKey, isConflict(error.name) ? { conflicts: 1 } : { failed: 1 });
    }
    throw error;
  }
}

/** The page counts it again, exactly, when it ends. */
async function count(requestKey: RequestKey, counts: Partial<CampaignCounts>): Promise<void> {
  await countLive(requestKey, counts).catch(logged('A change that has ended was not counted', { requestKey }));
}

/**
 * Claims the contact of a change of a campaign that is about to be made. A campaign does so change by change: nobody has to wait
 * for all of it.
 * @throws ChangeHeldError when the campaign was held meanwhile
 * @throws ContactChangedError when another request has changed the contact since the plan was made, or is changing it
 */
export async function claimForCampaign(
  requestKey: RequestKey,
  page: number | 'none',
  change: PlannedChange,
): Promise<void> {
  if (page === 'none') return;
  await requireGoing(requestKey, page);
  if (await claimContacts(requestKey, [change])) return;
  throw new ContactChangedError(`another request has changed ${contactName(change)}, or is about to`);
}

async function requireGoing(requestKey: RequestKey, page: number): Promise<void> {
  const control = await readControl(requestKey);
  if (control && control.state !== 'cancelled' && !isHeld(control.state, page)) return;
  throw new ChangeHeldError(`the campaign ${requestKey} is ${control?.state ?? 'not switched on'}`);
}
