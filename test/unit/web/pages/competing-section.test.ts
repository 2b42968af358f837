import { describe, expect, it } from 'vitest';
import type { CompetingRequest } from '../../../../functions/domain/approval/competing-request.ts';
import { approvalPage } from '../../../../functions/web/pages/approval-page.ts';
import { requestPage } from '../../../../functions/web/pages/request-page.ts';
import { APPROVER, otherRequest, vote } from '../../builders.ts';
import { textOf } from '../markup.ts';
import { NOW, outdatedRecord, pendingRecord, supersededRecord } from '../web-samples.ts';

type Show = (competing?: CompetingRequest[], record?: ReturnType<typeof pendingRecord>) => string;

const asApprover: Show = (competing, record = pendingRecord()) =>
  approvalPage({ record, approver: APPROVER, now: NOW, nonce: 'n', ...(competing && { competing }) });
const asRequester: Show = (competing, record = pendingRecord()) =>
  requestPage({ record, now: NOW, nonce: 'n', seesCurrent: true, ...(competing && { competing }) });

describe.each([
  ['approval page', asApprover],
  ['request page', asRequester],
])('the %s of a request with competitors', (_, show) => {
  const page = show([otherRequest()]);

  it('names the other request above everything else', () => {
    const [head = ''] = page.split('<dl');
    expect(textOf(head)).toContain('Another request asks for the same contact: github-acme-17-2, by bob@example.com.');
    expect(head).toContain('href="#other-1"');
  });

  it('says whose it is, from where, what it sets and what follows, before the form', () => {
    const [, section = ''] = page.split('id="other-1"');
    const [before = ''] = section.split('<form');
    expect(before).toContain('<bdi>github-acme-17-2</bdi>');
    expect(before).toContain('Requested by bob@example.com, named by github, from github acme/infra#17.');
    expect(before).toMatch(/<del>.*Security desk.*<\/del>.*<ins>.*Other team.*<\/ins>/);
    expect(before).toContain('asked again about the other, with the contact as it then is');
  });

  it('gives every part an id of its own', () => {
    const ids = [...show([otherRequest(), otherRequest()]).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows ten of many requests, and names the others', () => {
    const many = Array.from({ length: 12 }, (__, index) => otherRequest({ requestId: `cli-${index + 1}` }));
    const long = show(many);
    expect(long.match(/class="other"/g)).toHaveLength(10);
    expect(long).toContain('Also: cli-11, cli-12');
  });

  it('names no other request when there is none', () => {
    for (const alone of [show(), show([])]) {
      expect(alone).not.toContain('class="other"');
      expect(alone).not.toContain('Another request');
    }
  });

  it('names no other request when this one has ended', () => {
    expect(show([otherRequest()], supersededRecord())).not.toContain('github-acme-17-2');
  });
});

describe('approvalPage of a request with competitors', () => {
  it('names them when the approver has voted', () => {
    const page = asApprover([otherRequest()], pendingRecord({ votes: [vote()] }));
    expect(page).toContain('You approved this request');
    expect(page).toContain('id="other-1"');
  });

  it('does not name them while the request is compared anew', () => {
    expect(asApprover([otherRequest()], outdatedRecord())).not.toContain('github-acme-17-2');
  });
});
