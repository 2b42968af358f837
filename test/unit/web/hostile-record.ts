import type { CompetingRequest } from '../../../functions/domain/approval/competing-request.ts';
import { contactKey } from '../../../functions/domain/contact/contact.ts';
import { type RequestEvent, WORKFLOW } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { Approval } from '../../../functions/domain/policy/required-approval.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import { httpsUrl } from '../../../functions/web/parts/https-url.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  APPROVER,
  account,
  applyStarted,
  approvalMails,
  approvalRequested,
  approved,
  approverUnreachable,
  cancelled,
  changeApplied,
  changeFailed,
  changeRequest,
  changesWithdrawn,
  ended,
  escalated,
  expired,
  mailSent,
  planned,
  plannedChange,
  planOutdated,
  putChange,
  rejected,
  reminded,
  requested,
  requirement,
  roundOf,
  SECURITY,
  voteCast,
} from '../builders.ts';
import { harmlessTwin } from './hostile-strings.ts';
import { OLD_CONTACT } from './web-samples.ts';

/** How a hostile request goes on after a vote. */
export type Ending =
  | 'waiting'
  | 'outdated'
  | 'askedAgain'
  | 'applying'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'failed';

/**
 * A record with the same text everywhere that people can write to. Only some URLs become links, so the URL is given
 * separately: that of a harmless twin must become a link if and only if that of the text does.
 */
export function hostileRecord(text: string, ending: Ending = 'waiting', url = text): RequestRecord {
  const contact: Contact = { name: text, title: text, emailAddress: text, phoneNumber: text };
  const request = changeRequest({
    requestId: text,
    requestedBy: text,
    contributors: [`${text}+`],
    reason: text,
    source: { system: text, reference: text, url },
    changes: [putChange(SECURITY, contact)],
    asWritten: [
      { pointer: '/changes/0/contact/name', text },
      { pointer: `/${text}`, text },
    ],
  });
  const plan = [plannedChange({ before: OLD_CONTACT, after: contact })];
  return recordOf([
    requested({
      request,
      by: text,
      at: text,
      accounts: [account({ name: short(text), ouPath: [short(text), short(text)] })],
    }),
    planned({ plan, approval: approvalOf(text) }),
    approvalRequested({ approvers: [APPROVER, text] }),
    ...approvalMails(0, [APPROVER]).map((mail) => mailSent(mail)),
    approverUnreachable('cfo@example.com', { kind: 'bounced', subType: text }, text),
    approverUnreachable(text, { kind: 'refused', error: text }),
    reminded({ round: 1, approvers: [text] }),
    escalated({ round: 1, approvers: [text] }),
    voteCast(text, { comment: text }),
    ...endingOf(ending, text, plan),
  ]);
}

/** Another request for the same contact, with this text everywhere that people can write to. */
export function hostileCompetitor(text: string): CompetingRequest {
  const part = short(text);
  const contact: Contact = { name: part, title: part, emailAddress: part, phoneNumber: part };
  return {
    requestKey: `jira/${part}`,
    requestId: part,
    requestedBy: part,
    source: { system: part, reference: part, url: part },
    provenBy: 'signature',
    isApproved: false,
    changes: [{ ...contactKey(SECURITY), before: OLD_CONTACT, after: contact }],
  };
}

/** The record of harmless text that must look the same as the one of this text. */
export function twinRecord(text: string, ending?: Ending): RequestRecord {
  return hostileRecord(harmlessTwin(text), ending, httpsUrl(text) ? 'https://harmless.example' : 'x');
}

/** Whoever the text names may approve, and the requests wait until 3 June, 12:00 UTC. */
function approvalOf(text: string): Approval {
  const approvers = [...requirement().approvers, 'cfo@example.com', text];
  return {
    requirements: [requirement({ rule: text, from: text, approvers }), requirement({ commentRequired: true })],
    barred: [{ approver: text, shapedAs: `${text}+` }],
    rounds: [roundOf({ seconds: 86_400 }), roundOf({ seconds: 172_800, remind: true, escalateTo: [`${text}+`] })],
  };
}

function endingOf(ending: Ending, text: string, plan: PlannedChange[]): RequestEvent[] {
  const applying = [approved(), applyStarted()];
  const error = { name: text, message: text };
  const because = { kind: 'superseded', requestKey: `jira/${short(text)}` } as const;
  const outdated = [changesWithdrawn({ because }), planOutdated({ outdatedBy: `jira/${short(text)}` })];
  switch (ending) {
    case 'waiting':
      return [];
    case 'outdated':
      return outdated;
    case 'askedAgain':
      return [...outdated, planned({ plan, approval: approvalOf(text) }), approvalRequested({ approvers: [text] })];
    case 'applying':
      return [...applying, changeApplied()];
    case 'rejected':
      return [voteCast(text, { decision: 'reject', comment: text, previous: 'approve' }), rejected()];
    case 'expired':
      return [expired({ expiredBecause: 'tooFewApproversReachable' })];
    case 'cancelled':
      return [cancelled({ by: text, comment: text, at: text })];
    case 'superseded':
      return [cancelled({ by: WORKFLOW, because, at: text })];
    case 'failed':
      return [...applying, changeFailed(SECURITY, { error }), ended('FAILED', { error })];
  }
}

/** The beginning of a text, as long as a name may be; that of its harmless twin has white space in the same places. */
function short(text: string): string {
  return [...text].slice(0, 32).join('');
}
