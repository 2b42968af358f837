import { randomInt } from 'node:crypto';
import { sendMailAtOnce } from './aws/mailer.ts';
import { putCode, readCode } from './aws/one-time-codes.ts';
import { browserCookie, newBrowserSecret, readBrowserSecret } from './confirming/browser-secret.ts';
import { confirmOf } from './domain/approval/confirmation.ts';
import { CODE_DIGITS, codeText, newCode, nextCodeAt } from './domain/approval/one-time-code.ts';
import { linkHash } from './domain/approval/page-link.ts';
import { isVotingOver } from './domain/approval/rounds.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { APPROVAL_PAGE } from './middleware/approval-page-kind.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { formChain } from './middleware/page-chain.ts';
import { environmentVariable } from './runtime/environment.ts';
import { logger } from './runtime/logger.ts';
import { codeMail } from './web/mails/code-mail.ts';
import { readNonce } from './web/pages/form-answer.ts';

const BASE_URL = environmentVariable('BASE_URL');

/**
 * `POST /approvals/{token}/code`: mails the approver a one-time code for the browser that asks, and leads back to the page,
 * which says how things stand.
 */
export const handler = formChain(APPROVAL_PAGE).handler(async ({ page, body, cookies }) => {
  const { record, holder, now, secret } = page;
  const back = redirectTo(`${BASE_URL}/approvals/${secret}#decide`);
  const isNeeded = confirmOf(record.approval, holder) === 'code' && !isVotingOver(record);
  if (!isNeeded || !page.isRecent(readNonce(body))) return back;

  const link = linkHash(secret);
  const before = await readCode(link);
  if (nextCodeAt(before, now) !== undefined) return back;
  const browserSecret = readBrowserSecret(cookies, 'code') || newBrowserSecret();
  const code = codeText(randomInt(10 ** CODE_DIGITS));
  const use = { browserSecret, linkSecret: secret, fingerprint: record.fingerprint ?? '' };
  const next = newCode(code, use, before, now);
  if (await putCode(link, next, before)) {
    const mail = codeMail({ record, code, expiresAt: next.expiresAt });
    await sendMailAtOnce(holder, mail, requestKeyOf(record.request));
    logger.info('One-time code sent', { requestKey: requestKeyOf(record.request), codesInAnHour: next.sentAt.length });
  }
  return { ...back, cookies: [browserCookie('code', browserSecret)] };
});
