import urlEncodeBodyParser from '@middy/http-urlencode-body-parser';
import { readLinkedRecord, tryUpdateRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { formNonce, isNonceValid } from './domain/approval-link.ts';
import { cancelRequest } from './domain/cancellation.ts';
import { environmentVariable } from './runtime/environment.ts';
import { httpChain } from './runtime/http-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { readCancellationAnswer, STALE_FORM } from './web/form-answer.ts';
import { neutralPage, problemPage } from './web/neutral-page.ts';
import { PAGE_HEADERS } from './web/page.ts';
import { requestPage } from './web/request-page.ts';

const BASE_URL = environmentVariable('BASE_URL');

/** `POST /requests/{token}`: takes the request back for its requester, and leads back to the page. */
export const handler = httpChain({ headers: PAGE_HEADERS, problem: problemPage })
  .use(urlEncodeBodyParser({ disableContentTypeError: true }))
  .handler(async (event) => {
    const now = new Date();
    const secret = event.pathParameters?.['token'];
    const linked = await readLinkedRecord('request', secret, now);
    if (!secret || !linked) return { statusCode: 404, body: neutralPage() };

    const { holder, record } = linked;
    const { requestId } = record.request;
    const { nonce, comment, problem } = readCancellationAnswer(event.body);
    const wrong = problem ?? (isNonceValid(nonce, secret, requestId, now) ? undefined : STALE_FORM);
    if (wrong) {
      const shown = { record, now, nonce: formNonce(secret, requestId, now), problem: wrong, comment };
      return { statusCode: 422, body: requestPage(shown) };
    }

    const cancellation = { requestedBy: holder, reason: comment, at: now.toISOString() };
    const result = await tryUpdateRecord(requestId, (current) => cancelRequest(current, cancellation));
    // What is refused now (it is decided, or being applied) the page tells by itself.
    if ('record' in result) {
      await wakeIfOver(result.record).catch((error: unknown) =>
        logger.error('The execution was not woken', { requestId, ...errorFields(error) }),
      );
    }
    return { statusCode: 303, headers: { location: `${BASE_URL}/requests/${secret}` }, body: '' };
  });
