import { putProof } from '../../../../functions/aws/intake-proofs.ts';
import { handler as cancelRequest } from '../../../../functions/cancel-request.ts';
import { handler as confirmChanges } from '../../../../functions/confirm-changes.ts';
import { EVENT_SOURCE, TICKET_EVENT_SOURCE } from '../../../../functions/domain/request/event-source.ts';
import { ORGANIZATION_SYSTEM } from '../../../../functions/domain/request/request.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { handler as receiveCancellation } from '../../../../functions/receive-cancellation.ts';
import { handler as wakeStalledApprovals } from '../../../../functions/wake-stalled-approvals.ts';
import { handler as withdrawChanges } from '../../../../functions/withdraw-changes.ts';
import { invoke } from '../../functions/invoke.ts';
import { callSigned, signedInAs } from '../../functions/signed-caller.ts';
import type { Address } from '../contacts.ts';
import { CONTACTS, contactOf, nameOf, originOf } from './asked.ts';
import { type ContactType, STRANGER } from './cases.ts';
import { type Form, forgeLink, openForm, sendForm } from './people.ts';
import { called, retried } from './retry.ts';
import { FunctionDeath } from './scheduler.ts';
import type { Made, Sent, Service } from './service.ts';

/** Something that somebody does. It goes on while other things happen. */
export type Act = (service: Service, forms: Form[]) => unknown;

export function vote(nthRequest: number, person: string, decision: Sent['decision'], nthLink: number): Act {
  return async (service) => {
    const form = await openForm(service, keyOf(service, nthRequest), person, nthLink);
    if (form) await sendForm(service, form, decision);
  };
}

export function openPage(nthRequest: number, person: string): Act {
  return async (service, forms) => {
    const form = await openForm(service, keyOf(service, nthRequest), person, 0);
    if (form) forms.push(form);
  };
}

/** By a page that was opened before. */
export function sendLate(decision: Sent['decision']): Act {
  return async (service, forms) => {
    const form = forms.shift();
    if (form) await sendForm(service, form, decision);
  };
}

export function forge(nthRequest: number, nthShaper: number): Act {
  return async (service) => {
    const made = nthMade(service, nthRequest);
    if (!made) return;
    const { requestedBy, contributors = [] } = made.request;
    const nobodies = [requestedBy, ...contributors, STRANGER];
    await forgeLink(service, requestKeyOf(made.request), nobodies[nthShaper % nobodies.length] ?? STRANGER);
  };
}

/** The event of a request comes a second time. */
export function repeat(nthRequest: number): Act {
  return (service) => {
    const made = nthMade(service, nthRequest);
    if (made?.workflows.length === 1) service.deliver(made);
  };
}

export function cancel(nthRequest: number): Act {
  return async (service) => {
    const made = nthMade(service, nthRequest);
    if (!made) return;
    const { requestId, requestedBy, source } = made.request;
    const detail = { requestId, source: { system: source.system }, requestedBy };
    // Who is known by more than a name has to sign in.
    const isKnown = made.asked.isSigned || source.system === ORGANIZATION_SYSTEM;
    await service.withdraw(
      (other) => other === made,
      () =>
        isKnown
          ? called(service.scheduler, 'ReceiveCancellation', () => cancelSigned(detail))
          : called(service.scheduler, 'CancelRequest', () => invoke(cancelRequest, { source: EVENT_SOURCE, detail })),
    );
  };
}

async function cancelSigned({ requestedBy, ...body }: { requestedBy: string; requestId: string; source: object }) {
  const { statusCode } = await callSigned(receiveCancellation, body, signedInAs(requestedBy));
  if (statusCode === 500) throw new FunctionDeath();
}

/** The ticket of a request takes back all that it has asked for. */
export function takeBack(nthRequest: number): Act {
  return async (service) => {
    const { asked } = nthMade(service, nthRequest) ?? {};
    if (asked?.ticket === undefined) return;
    const { scheduler } = service;
    const takenBackAt = new Date().toISOString();
    const detail = { source: { system: asked.system, reference: asked.ticket }, takenBackAt };
    const origin = originOf({ ...asked, isSigned: true });
    await called(scheduler, 'ReceiveWebhook', () => putProof(detail, 'signature'));
    await service.withdraw(
      (made) => originOf(made.asked) === origin,
      () => called(scheduler, 'CancelRequest', () => invoke(cancelRequest, { source: TICKET_EVENT_SOURCE, detail })),
      true,
    );
  };
}

/** An account is closed: nothing that was asked for before makes sense any more. */
export function closeAccount(type: ContactType): Act {
  return (service) => {
    const { accountId } = CONTACTS[type];
    return service.withdraw(
      (_made, name) => name === nameOf(type),
      () => withdraw(service, { kind: 'accountClosed', accountId }),
    );
  };
}

/** The account moves to where the baseline leaves its contacts alone. */
export const loseBaseline: Act = (service) => {
  const { accountId } = CONTACTS.SECURITY;
  const revision = service.made.size + 1;
  return service.withdraw(
    (made) => originOf(made.asked) === 'baseline',
    () => withdraw(service, { kind: 'baselineGone', accountId, revision }),
  );
};

function withdraw({ scheduler }: Service, input: object): Promise<unknown> {
  return retried('WithdrawChanges', scheduler, () =>
    scheduler.invoke({ name: 'WithdrawChanges' }, () => invoke(withdrawChanges, input)),
  );
}

/** Somebody outside of the service changes a contact. */
export function changeOutside(type: ContactType, address: Address): Act {
  return ({ world, outsideChanges }) => {
    const input = address === null ? undefined : inputOf(address);
    world.contacts.setOutside(nameOf(type), input);
    outsideChanges.push({ name: nameOf(type), at: Date.now() });
  };
}

export const sweep: Act = async (service) => {
  const output = await called(service.scheduler, 'WakeStalledApprovals', () => invoke(wakeStalledApprovals, SCHEDULED));
  if (Object(output).stalled?.length > 0) service.seen('the sweep wakes an execution');
};

export const confirm: Act = (service) =>
  called(service.scheduler, 'ConfirmChanges', () => invoke(confirmChanges, SCHEDULED));

/** What AWS holds of a contact. */
export function inputOf(address: string): Record<string, unknown> {
  const { name, title, emailAddress, phoneNumber } = contactOf(address);
  return { Name: name, Title: title, EmailAddress: emailAddress, PhoneNumber: phoneNumber };
}

const SCHEDULED = { source: 'aws.events' };

function nthMade({ made }: Service, nth: number): Made | undefined {
  return [...made.values()][nth % Math.max(made.size, 1)];
}

function keyOf(service: Service, nth: number): RequestKey {
  const made = nthMade(service, nth);
  return made ? requestKeyOf(made.request) : '-/-';
}
