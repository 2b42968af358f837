import { handler as decideApproval } from '../../../../functions/decide-approval.ts';
import { linkHash } from '../../../../functions/domain/approval/page-link.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';
import { handler as showApproval } from '../../../../functions/show-approval.ts';
import { type PageAnswer, requestPage } from '../../functions/invoke.ts';
import { type Case, personOf } from './cases.ts';
import { type Paper, readPaper } from './paper.ts';
import { FunctionDeath } from './scheduler.ts';
import type { Sent, Service } from './service.ts';

/** A form that somebody has open. */
export interface Form extends Pick<Sent, 'requestKey' | 'by'> {
  secret: string;
  nonce: string;
  paper: Paper;
}

/** What people deal with. */
type Desk = Pick<Service, 'scheduler' | 'world' | 'sent' | 'seen'> & { given: Pick<Case, 'isPlusAnother'> };

/** Opens the page of one of a person's links to a request: the last one, or an earlier one. Nothing if there is no form. */
export async function openForm(
  service: Desk,
  requestKey: RequestKey,
  person: string,
  nth: number,
): Promise<Form | undefined> {
  const { given, world } = service;
  const links = world.mails.filter(
    (mail) => mail.kind === 'approvals' && mail.requestKey === requestKey && personOf(given, mail.to) === person,
  );
  const { secret, to: by } = links.at(-1 - (nth % Math.max(links.length, 1))) ?? {};
  if (secret === undefined || by === undefined) return undefined;
  const { body = '' } = (await get(service, secret)) ?? {};
  const nonce = nonceIn(body);
  return nonce === '' ? undefined : { requestKey, by, secret, nonce, paper: readPaper(body) };
}

export async function sendForm(
  service: Desk,
  { secret, nonce, ...form }: Form,
  decision: Sent['decision'],
): Promise<void> {
  service.sent.push({ ...form, decision });
  const answer = await post(service, secret, nonce, decision);
  if (answer?.statusCode === 422) service.seen('a vote is refused');
}

/** Somebody who may not decide does as if a link had been made for them. @throws Error when they are let in */
export async function forgeLink(service: Desk, requestKey: RequestKey, by: string): Promise<void> {
  const secret = requestKey.replace('/', '-').padEnd(43, 'x');
  const pk = `LINK#${linkHash(secret)}`;
  service.world.table.items.set(pk, { pk, requestKey, approver: by, ttl: 2 ** 40 });
  const shown = await get(service, secret);
  const nonce = nonceIn(shown?.body ?? '');
  const sent = await post(service, secret, nonce, 'approve');
  for (const answer of [shown, sent]) {
    if (answer && answer.statusCode !== 404) throw new Error(`${by} was let in to ${requestKey}`);
  }
  service.seen('somebody who shaped a request is turned away');
}

function get({ scheduler }: Desk, token: string): Promise<PageAnswer | undefined> {
  return unlessItDies(scheduler.invoke({ name: 'ShowApproval' }, () => requestPage(showApproval, { token })));
}

function post({ scheduler }: Desk, token: string, nonce: string, decision: string): Promise<PageAnswer | undefined> {
  const form = { decision, comment: 'because', nonce };
  return unlessItDies(
    scheduler.invoke({ name: 'DecideApproval' }, () => requestPage(decideApproval, { method: 'POST', token, form })),
  );
}

/** Nobody repeats for people what they have done. */
async function unlessItDies<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  return answer.catch((error) => {
    if (!(error instanceof FunctionDeath)) throw error;
    return undefined;
  });
}

function nonceIn(page: string): string {
  return /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '';
}
