import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { handler as receiveCancellation } from '../../../../functions/receive-cancellation.ts';
import { handler as steerCampaign } from '../../../../functions/steer-campaign.ts';
import { callSigned, signedInAs } from '../../functions/signed-caller.ts';
import type { Address } from '../contacts.ts';
import { inputOf } from '../several/acts.ts';
import { openForm, sendForm } from '../several/people.ts';
import { called } from '../several/retry.ts';
import { FunctionDeath } from '../several/scheduler.ts';
import { Campaign } from './campaign.ts';
import type { Made, Organization, Steering } from './organization.ts';
import { tell } from './sweep.ts';

/** Something that somebody does. It goes on while other things happen. */
export type Act = (organization: Organization) => unknown;

export function vote(nth: number, person: string, decision: 'approve' | 'reject'): Act {
  return async (organization) => {
    const made = nthMade(organization, nth);
    const form = made && (await openForm(organization, requestKeyOf(made.request), person, 0));
    if (form) await sendForm(organization, form, decision);
  };
}

/** The event of a request comes a second time. */
export function repeat(nth: number): Act {
  return (organization) => {
    const made = nthMade(organization, nth);
    if (made?.workflows.length === 1) organization.deliver(made);
  };
}

/** Pauses, resumes or cancels a campaign. */
export function steer(nth: number, person: string, action: Steering['action']): Act {
  return async (organization) => {
    const campaigns = [...organization.made.values()].filter(({ request }) => request.changeSet);
    const made = campaigns[nth % Math.max(campaigns.length, 1)];
    if (made) await steerMade(organization, made, person, action);
  };
}

export async function steerMade(
  { scheduler, seen }: Organization,
  { request, steerings }: Made,
  person: string,
  action: Steering['action'],
): Promise<void> {
  const { requestId, source } = request;
  const body = { requestId, source: { system: source.system }, action, comment: 'because' };
  const steering = { action, startedAt: Date.now(), doneAt: Number.POSITIVE_INFINITY };
  steerings.push(steering);
  try {
    const { statusCode } = await scheduler.invoke({ name: 'SteerCampaign' }, () =>
      callSigned(steerCampaign, body, signedInAs(person)),
    );
    if (statusCode === 200) steering.doneAt = Date.now();
    else steerings.splice(steerings.indexOf(steering), 1);
    seen(`${action}: ${statusCode}`);
  } catch (error) {
    if (!(error instanceof FunctionDeath)) throw error;
  }
}

/** Takes a request back before it is applied. */
export function cancel(nth: number): Act {
  return async (organization) => {
    const made = nthMade(organization, nth);
    if (!made) return;
    const { requestId, source, requestedBy } = made.request;
    const body = { requestId, source: { system: source.system } };
    await called(organization.scheduler, 'ReceiveCancellation', async () => {
      const { statusCode } = await callSigned(receiveCancellation, body, signedInAs(requestedBy));
      if (statusCode === 500) throw new FunctionDeath();
    });
  };
}

/** The execution of a page breaks. */
export function breakPage(nth: number): Act {
  return ({ made }) => {
    const campaigns = [...made.values()].flatMap(({ workflows }) =>
      workflows.filter((each) => each instanceof Campaign),
    );
    const campaign = campaigns[nth % Math.max(campaigns.length, 1)];
    if (campaign) campaign.breaksNext = true;
  };
}

/**
 * Somebody outside of the service changes a contact.
 * @param delays how many milliseconds later its event comes, each time that it does
 */
export function changeOutside(name: string, address: Address, delays: number[]): Act {
  return (organization) => {
    const { world, scheduler, outsideChanges } = organization;
    const at = Date.now();
    outsideChanges.push({ name, before: organization.addressOf(name), after: address, at });
    world.contacts.setOutside(name, address === null ? undefined : inputOf(address));
    const eventName = address === null ? 'DeleteAlternateContact' : 'PutAlternateContact';
    for (const delay of delays) {
      scheduler.begin(async () => {
        await scheduler.wait(delay).over;
        await tell(organization, name, at, eventName);
      });
    }
  };
}

function nthMade({ made }: Organization, nth: number): Made | undefined {
  return [...made.values()][nth % Math.max(made.size, 1)];
}
