import type { ChainLink } from '../domain/approval/chain-link.ts';

const WHO_WROTE = 'CloudTrail shows who wrote the item, if it records the data events of the table';

const REMEDIES = {
  record: `Somebody wrote the record beside the workflow: trust what was signed, not the record. ${WHO_WROTE}.`,
  nothingKept:
    'A request of a version of the service that kept no evidence has none. Otherwise somebody wrote the record beside the workflow: ask the people whom it names.',
  evidence: `Somebody used the role of a function to keep evidence that the function itself does not keep. ${WHO_WROTE}; look at that role first.`,
  pages:
    'Nothing is applied from a page that is not as planned. CloudTrail shows who wrote the object, if it records the data events of the bucket.',
  unapproved:
    'Compare the contacts with `contacts show`, and set wrong ones right by a new request. CloudTrail shows who called PutAlternateContact and DeleteAlternateContact.',
  log: 'The log of apply-change says whether keeping it failed; CloudTrail shows whether PutAlternateContact or DeleteAlternateContact was called.',
};

/** What to do about a link that is broken; nothing about any other. */
export function chainRemedy({ finding }: Pick<ChainLink, 'finding'>): string | undefined {
  switch (finding) {
    case 'requestAltered':
    case 'planForged':
    case 'voteAltered':
    case 'rejectionUnproven':
      return REMEDIES.record;
    case 'notRegistered':
    case 'planMissing':
    case 'voteMissing':
      return REMEDIES.nothingKept;
    case 'pagesAltered':
      return REMEDIES.pages;
    case 'planAltered':
    case 'planOfOtherRequest':
    case 'signatureWrong':
    case 'voterLinkWrong':
    case 'rulesUnchecked':
    case 'voteOfOtherRequest':
    case 'notAnApprover':
    case 'preApprovalForged':
      return REMEDIES.evidence;
    case 'quorumNotReached':
    case 'approvalUnproven':
    case 'preApprovalMissing':
    case 'appliedForOtherPlan':
    case 'appliedUnplanned':
      return REMEDIES.unapproved;
    case 'appliedNotKept':
    case 'appliedUnrecorded':
      return REMEDIES.log;
    default:
      return undefined;
  }
}
