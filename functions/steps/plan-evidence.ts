import { putPlan, readAsked, readPlan } from '../aws/evidence.ts';
import { RecordAlteredError } from '../domain/errors.ts';
import type { EventOf } from '../domain/ledger/events.ts';
import { requestedOf } from '../domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';

/** Many functions may write the record, but only RegisterRequest the digest. @throws RecordAlteredError when they differ */
export async function requireAsked(record: RequestRecord): Promise<void> {
  const key = requestKeyOf(record.request);
  if ((await readAsked(key)) === askedDigest(requestedOf(record))) return;
  throw new RecordAlteredError(`the record of ${key} is not what was registered`);
}

/** The record, if its plan is one that this function has made. @throws RecordAlteredError otherwise */
export async function requirePlan(record: RequestRecord): Promise<RequestRecord> {
  const { fingerprint, request } = record;
  const key = requestKeyOf(request);
  if (fingerprint === undefined || (await readPlan(key, fingerprint))) return record;
  throw new RecordAlteredError(`the plan in the record of ${key} is none that was made`);
}

/** Before the record has it: what the record says later is compared with this. */
export async function keepPlan(record: RequestRecord, planned: EventOf<'Planned'>): Promise<void> {
  const statement = planStatement(askedDigest(requestedOf(record)), planned);
  await putPlan(requestKeyOf(record.request), planFingerprint(statement), statement);
}
