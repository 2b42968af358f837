import { SmokeError } from '../errors.ts';
import { asRequested, type ContactFields, contactOf, expectContact, isSameContact, readContact } from './contact.ts';
import type { Context, Step } from './context.ts';
import { decide } from './decide.ts';
import { endOf, recordStatusEvents } from './end.ts';
import { recordLedger } from './ledger.ts';
import { changeRequest, sendRequest } from './request.ts';

export const SET: Step = {
  title: 'A contact is set after its approval',
  async run(context) {
    const contact = contactOf(context, 'set');
    await change(context, 'set', contact);
    await expectContact(context, contact);
  },
};

export const REJECT: Step = {
  title: 'A rejected change leaves the contact alone',
  async run(context) {
    const before = await readContact(context.target, context.sandbox);
    const request = await sendRequest(context, changeRequest(context, 'reject', contactOf(context, 'rejected')));
    await decide(context, request, 'reject');
    await endOf(context, request, 'REJECTED');
    await recordStatusEvents(context, request, 'REJECTED');
    await recordLedger(context, request);
    const after = await readContact(context.target, context.sandbox);
    if (!isSameContact(before, after)) throw new SmokeError('The contact has changed although the change was rejected');
  },
};

export const RESTORE: Step = {
  title: 'The contact that was there before comes back after its approval',
  async run(context) {
    const { original } = context;
    const contact = original && asRequested(original);
    await change(context, 'restore', contact);
    await expectContact(context, contact);
  },
};

async function change(context: Context, step: string, contact: ContactFields | undefined): Promise<void> {
  const request = await sendRequest(context, changeRequest(context, step, contact));
  await decide(context, request, 'approve');
  await endOf(context, request, 'APPLIED');
  await recordStatusEvents(context, request, 'APPLIED');
  await recordLedger(context, request);
}
