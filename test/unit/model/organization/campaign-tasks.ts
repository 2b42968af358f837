import { handler as applyChange } from '../../../../functions/apply-change.ts';
import { handler as beginPage } from '../../../../functions/begin-page.ts';
import { handler as checkCampaign } from '../../../../functions/check-campaign.ts';
import { handler as endPage } from '../../../../functions/end-page.ts';
import { handler as holdPage } from '../../../../functions/hold-page.ts';
import { handler as planCampaign } from '../../../../functions/plan-campaign.ts';
import { handler as planPage } from '../../../../functions/plan-page.ts';
import { handler as recordOutcome } from '../../../../functions/record-outcome.ts';
import { handler as registerRequest } from '../../../../functions/register-request.ts';
import { handler as requestApproval } from '../../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../../functions/settle-approval.ts';
import { handler as validateChangeSet } from '../../../../functions/validate-change-set.ts';

/** The functions that the states of these names call. */
export const TASKS = {
  ValidateChangeSet: validateChangeSet,
  RegisterRequest: registerRequest,
  PlanPage: planPage,
  PlanCampaign: planCampaign,
  CheckCampaign: checkCampaign,
  RequestApproval: requestApproval,
  SettleApproval: settleApproval,
  BeginPage: beginPage,
  HoldPage: holdPage,
  ApplyChange: applyChange,
  EndPage: endPage,
  RecordOutcome: recordOutcome,
};
