import { SmokeError } from '../errors.ts';
import type { Context } from './context.ts';
import { untilMailed } from './ledger.ts';
import type { Request } from './request.ts';

/**
 * Decides a request on its page, as the approver would in a browser, and records the pages.
 * @throws SmokeError when the page has no form
 */
export async function decide(context: Context, request: Request, decision: 'approve' | 'reject'): Promise<void> {
  const { target, record, signal } = context;
  const link = await target.mailbox.link(request.requestId, signal);
  await untilMailed(context, request);
  await record.page('HEAD /approvals/{token}', link, { method: 'HEAD' });
  const page = await record.page('GET /approvals/{token}', link);
  const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1];
  if (nonce === undefined) throw new SmokeError('The approval page has no form: open the link and see why');
  const body = new URLSearchParams({ decision, comment: 'Decided by a smoke run', nonce });
  await record.page('POST /approvals/{token}', link, { method: 'POST', body });
  await record.page('GET /approvals/{token}, decided', link);
}
