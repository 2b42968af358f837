import { putSignIn } from './aws/sign-ins.ts';
import { readBrowserSecret } from './confirming/browser-secret.ts';
import { exchangeCode } from './confirming/code-exchange.ts';
import { readIdToken } from './confirming/id-token.ts';
import { openedLink, signInSecrets } from './domain/approval/sign-in.ts';
import { type HttpAnswer, httpChain, redirectTo } from './middleware/http-chain.ts';
import { environmentVariable } from './runtime/environment.ts';
import { logged, logger } from './runtime/logger.ts';
import { problemPage } from './web/pages/neutral-page.ts';
import { type SignInFailure, signInFailedPage } from './web/pages/sign-in-page.ts';
import { PAGE_HEADERS } from './web/parts/page.ts';

const BASE_URL = environmentVariable('BASE_URL');

/**
 * `GET /sign-in`: where the identity provider sends people back. It keeps, for the browser and the link that the sign-in was
 * begun with, what the provider says, and leads back to the page. Without the browser's cookie it does nothing.
 */
export const handler = httpChain({ headers: PAGE_HEADERS, errorBody: problemPage }).handler(
  async ({ cookies, queryStringParameters = {} }) => {
    const answer = new URLSearchParams(Object.entries(queryStringParameters).flatMap(given));
    const state = answer.get('state') ?? '';
    const browserSecret = readBrowserSecret(cookies, 'sign-in');
    const linkSecret = openedLink(browserSecret, state);
    if (linkSecret === undefined) return failed(400, 'notBegunHere');

    const back = `${BASE_URL}/approvals/${linkSecret}`;
    if (answer.get('error') === 'access_denied') return failed(403, 'refused', back);
    const signIn = await signedIn({ browserSecret, state }, answer).catch(logged('Nobody could be signed in', {}));
    if (!signIn) return failed(502, 'providerFailed', back);
    await putSignIn({ browserSecret, linkSecret }, { ...signIn, state });
    return redirectTo(`${back}#decide`);
  },
);

function failed(statusCode: number, failure: SignInFailure, back?: string): HttpAnswer {
  logger.info('Nobody is signed in', { statusCode, failure });
  return { statusCode, body: signInFailedPage(failure, back) };
}

function given([name, value]: [string, string | undefined]): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

async function signedIn(authorization: Parameters<typeof exchangeCode>[0], answer: URLSearchParams) {
  const { browserSecret, state } = authorization;
  const idToken = await exchangeCode(authorization, answer);
  return { idToken, signedIn: await readIdToken(idToken, signInSecrets(browserSecret, state).nonce, new Date()) };
}
