import { wakeIfOver } from './aws/workflow.ts';
import { confirmVote } from './confirming/confirmed-vote.ts';
import { shownConfirmation } from './confirming/shown-confirmation.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { APPROVAL_PAGE } from './middleware/approval-page-kind.ts';
import { audited } from './middleware/audited.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { formChain, InvalidLinkError, type OpenedPage } from './middleware/page-chain.ts';
import { environmentVariable } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { readApproverCampaign } from './steps/approver-campaign.ts';
import { readCompetingRequests } from './steps/neighbours.ts';
import { castSignedVote } from './steps/votes.ts';
import { approvalPage } from './web/pages/approval-page.ts';
import { readDecisionAnswer, STALE_FORM } from './web/pages/form-answer.ts';
import { confirmationProblemText } from './wording/confirmation.ts';
import { voteRefusalProblem } from './wording/refusal.ts';

const BASE_URL = environmentVariable('BASE_URL');

const form = formChain(APPROVAL_PAGE).use(audited('vote'));

/** `POST /approvals/{token}`: records the vote, wakes the execution if there is a decision, and leads back to the page. */
export const handler = form.handler(async ({ page, body, cookies, note }) => {
  const { decision, comment, nonce, code, problem } = readDecisionAnswer(body);
  const typed = { comment, cookies };
  if (!decision) return askAgain(page, { ...typed, problem });
  note({ decision });
  if (!page.isRecent(nonce)) {
    note({ refusal: 'formTooOld' });
    return askAgain(page, { ...typed, problem: STALE_FORM });
  }
  const confirmed = await confirmVote(page, { cookies, code });
  if (confirmed.problem !== undefined) {
    note({ refusal: 'notConfirmed' });
    return askAgain(page, { ...typed, problem: confirmationProblemText(confirmed.problem), isCodeWrong: true });
  }

  const { confirmation, spend } = confirmed;
  const { request, fingerprint = '' } = page.record;
  const ballot = { approver: page.holder, decision, comment, at: page.now.toISOString(), fingerprint, confirmation };
  const result = await castSignedVote(requestKeyOf(request), ballot, page.secret, policy);
  if ('record' in result) {
    await spend();
    await wake(result.record);
  } else {
    note({ refusal: result.refusal });
    if (result.refusal === 'expired' || result.refusal === 'notAnApprover') throw new InvalidLinkError(result.refusal);
    const refused = voteRefusalProblem(result.refusal);
    if (refused) return askAgain(page, { ...typed, problem: refused, code });
  }
  return redirectTo(`${BASE_URL}/approvals/${page.secret}`);
});

/** The vote counts even if this fails: WakeStalledApprovals finds the decision, and so does the end of the round. */
async function wake(record: OpenedPage['record']): Promise<void> {
  const requestKey = requestKeyOf(record.request);
  await wakeIfOver(record).catch(logged('The execution was not woken', { requestKey }));
}

/** What is shown again of what was sent, and why it does not count. */
interface Asked {
  cookies: string[] | undefined;
  comment: string;
  problem: string;
  code?: string;
  isCodeWrong?: boolean;
}

async function askAgain(page: OpenedPage, { cookies, ...sent }: Asked) {
  const { record, holder: approver, now, nonce } = page;
  const confirmation = await shownConfirmation(page, cookies);
  const competing = await readCompetingRequests(record);
  const campaign = await readApproverCampaign(page);
  const shown = { approver, record, now, nonce, competing, confirmation, campaign, ...sent };
  return { statusCode: 422, body: approvalPage(shown) };
}
