import { randomBytes } from 'node:crypto';
import { authorizationUrl } from './confirming/authorization-request.ts';
import { browserCookie, newBrowserSecret, readBrowserSecret } from './confirming/browser-secret.ts';
import { confirmOf } from './domain/approval/confirmation.ts';
import { isVotingOver } from './domain/approval/rounds.ts';
import { SEAL_BYTES, sealedLink } from './domain/approval/sign-in.ts';
import { APPROVAL_PAGE } from './middleware/approval-page-kind.ts';
import { redirectTo } from './middleware/http-chain.ts';
import { pageChain } from './middleware/page-chain.ts';
import { environmentVariable } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { signInFailedPage } from './web/pages/sign-in-page.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** `GET /approvals/{token}/sign-in`: leads to the identity provider. All that it keeps is a cookie in the browser. */
export const handler = pageChain(APPROVAL_PAGE).handler(async ({ page, cookies, queryStringParameters }) => {
  const { record, holder, secret } = page;
  const back = `${BASE_URL}/approvals/${secret}`;
  if (confirmOf(record.approval, holder) !== 'signIn' || isVotingOver(record)) return redirectTo(back);

  const browserSecret = readBrowserSecret(cookies, 'sign-in') || newBrowserSecret();
  const state = sealedLink(browserSecret, secret, randomBytes(SEAL_BYTES));
  const isAgain = queryStringParameters?.['again'] !== undefined;
  const url = await authorizationUrl({ browserSecret, state }, { hint: holder, isAgain }).catch(
    logged('The identity provider cannot be reached', {}),
  );
  if (url === undefined) return { statusCode: 502, body: signInFailedPage('providerFailed', back) };
  return { ...redirectTo(url), cookies: [browserCookie('sign-in', browserSecret)] };
});
