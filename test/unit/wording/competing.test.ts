import { describe, expect, it } from 'vitest';
import type { CompetingRequest } from '../../../functions/domain/approval/competing-request.ts';
import { competingNotice, competingWords } from '../../../functions/wording/competing.ts';
import { BILLING, otherRequest, plannedChange } from '../builders.ts';

const both: Partial<CompetingRequest> = { changes: [plannedChange(), plannedChange(BILLING)] };

describe('competingNotice', () => {
  it('names the other request and its requester', () => {
    expect(competingNotice([otherRequest()])).toBe(
      'Another request asks for the same contact: github-acme-17-2, by bob@example.com.',
    );
  });

  it('says contacts when both ask for several', () => {
    expect(competingNotice([otherRequest(both)])).toContain('asks for the same contacts: github-acme-17-2');
  });

  it('names all of them when there are several', () => {
    expect(competingNotice([otherRequest(), otherRequest({ requestId: 'cli-3' })])).toBe(
      '2 other requests ask for the same contact: github-acme-17-2, cli-3.',
    );
  });

  it('is undefined when there is none', () => {
    expect(competingNotice([])).toBeUndefined();
  });
});

describe('competingWords', () => {
  it('says who asks, how they are known, from where, and what follows', () => {
    expect(competingWords(otherRequest())).toEqual({
      heading: 'Another request for the same contact',
      who: 'Requested by bob@example.com, named by github, from github acme/infra#17.',
      consequence:
        'When one of the two is applied, approvers are asked again about the other, with the contact as it then is.',
    });
  });

  it('says that the other goes first when it is approved', () => {
    expect(competingWords(otherRequest({ isApproved: true })).consequence).toBe(
      'It is approved. Once it is applied, approvers are asked again about this one, with the contact as it then is.',
    );
  });
});
