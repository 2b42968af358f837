import { isApprovalChecked, putChecked, readAsked, readPlan } from '../aws/evidence.ts';
import { RecordAlteredError } from '../domain/errors.ts';
import { requestedOf } from '../domain/ledger/evolve.ts';
import { askedDigest, planFingerprint } from '../domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { Electorate } from '../domain/policy/policy.ts';
import { resolveApproval } from '../domain/policy/resolve-approval.ts';
import { digest } from '../domain/request/digest.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';

/**
 * Finds for itself what approval a plan needs, and keeps that it is the one that the plan says, so that the function that plans
 * cannot lower a quorum alone.
 * @throws RecordAlteredError when the record is not what was registered and planned, or when the policy asks for something else
 */
export async function checkApproval(record: RequestRecord, policy: Electorate): Promise<void> {
  const { fingerprint = '', plan = [], approval, request, campaign } = record;
  const key = requestKeyOf(request);
  if (await isApprovalChecked(key, fingerprint)) return;
  // Its plan is in objects, which another function has checked, or nobody.
  if (campaign) throw new RecordAlteredError(`nobody has checked the plan of ${key}`);
  await requireStatement(record);
  if (digest(resolveApproval(policy, record, plan)) !== digest(approval)) {
    throw new RecordAlteredError(
      `the policy does not ask for the approval in the plan of ${key}: ask again if it was just deployed`,
    );
  }
  await putChecked(key, fingerprint);
}

/** @throws RecordAlteredError when the record is not what was registered and planned */
export async function requireStatement(record: RequestRecord): Promise<void> {
  const { fingerprint = '', request } = record;
  const key = requestKeyOf(request);
  const [asked, statement] = await Promise.all([readAsked(key), readPlan(key, fingerprint)]);
  const isAsPlanned = statement !== undefined && planFingerprint(statement) === fingerprint;
  if (isAsPlanned && statement.asked === asked && asked === askedDigest(requestedOf(record))) return;
  throw new RecordAlteredError(`the record of ${key} is not what was registered and planned`);
}
