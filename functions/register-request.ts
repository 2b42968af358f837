import validInput from '../schemas/compiled/register-request.input.js';
import validOutput from '../schemas/compiled/register-request.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { readProof } from './aws/intake-proofs.ts';
import { addOpenRequest } from './aws/open-requests.ts';
import { registerRecord } from './aws/request-table.ts';
import { newRecord } from './domain/ledger/evolve.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { ORGANIZATION_SYSTEM } from './domain/request/request.ts';
import { taskChain } from './middleware/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ request, executionArn, accounts, askedAt }) => {
    const at = new Date().toISOString();
    const isOwn = request.source.system === ORGANIZATION_SYSTEM;
    const provenBy = isOwn ? 'workflow' : ((await readProof(request)) ?? 'claimed');
    const by = request.requestedBy;
    const record = newRecord({ type: 'Requested', at, by, request, executionArn, accounts, provenBy, askedAt });
    await registerRecord(record);
    await addOpenRequest(record);
    await putStatusEvent(statusChange(record, null, at));
    return { requestId: request.requestId };
  },
);
