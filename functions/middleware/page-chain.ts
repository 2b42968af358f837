import type { MiddlewareObj } from '@middy/core';
import urlEncodeBodyParser from '@middy/http-urlencode-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { OpenedLink } from '../aws/page-links.ts';
import { formNonce, isNonceValid } from '../domain/approval/page-link.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { emitMetrics } from '../runtime/metrics.ts';
import { neutralPage, problemPage } from '../web/pages/neutral-page.ts';
import { PAGE_HEADERS } from '../web/parts/page.ts';
import { type HttpAnswer, httpChain } from './http-chain.ts';

/** A page that was opened by a valid link. */
export interface OpenedPage {
  record: RequestRecord;
  /** E-mail address of the person whose link it is. */
  holder: string;
  now: Date;
  /** The link's secret. */
  secret: string;
  /** What the form of this page sends back. */
  nonce: string;
  /** Whether a nonce that was sent back is from a recent showing of this page. */
  isRecent: (nonce: string) => boolean;
}

export type PageEvent = APIGatewayProxyEventV2 & { page: OpenedPage };

/** A kind of page. */
export interface PageKind {
  /** Finds what the secret of a link leads to; nothing if the link does not work. */
  open: (secret: string, now: Date) => Promise<OpenedLink | undefined>;
  /** What the page shows; a form is only valid for that. */
  subject: (record: RequestRecord) => string;
  /** Whether the link still works for its holder. */
  isOpen?: (record: RequestRecord, holder: string, at: string) => boolean;
}

/** The link is unknown, expired or revoked. All of these end at the same page, so that nobody learns which links exist. */
export class InvalidLinkError extends Error {
  override readonly name = 'InvalidLinkError';
  readonly statusCode = 404;
}

/**
 * The Middy chain of the pages behind a personal link: opens the link and hands the page to the handler as `event.page`.
 * An invalid link ends at the neutral page.
 */
export function pageChain(kind: PageKind) {
  return httpChain<PageEvent>({
    headers: PAGE_HEADERS,
    errorBody: (statusCode) => (statusCode === 404 ? neutralPage() : problemPage(statusCode)),
  }).use(opensPage(kind));
}

/** The chain of a page whose form is sent: it also parses the fields of the form. */
export function formChain(kind: PageKind) {
  return pageChain(kind).use(urlEncodeBodyParser({ disableContentTypeError: true }));
}

function opensPage({ open, subject, isOpen = () => true }: PageKind): MiddlewareObj<PageEvent, HttpAnswer> {
  return {
    before: async ({ event }) => {
      const now = new Date();
      const secret = event.pathParameters?.['token'] ?? '';
      const opened = await open(secret, now);
      if (secret === '' || !opened || !isOpen(opened.record, opened.holder, now.toISOString())) {
        emitMetrics({ LinksRefused: 1 });
        throw new InvalidLinkError('the link is not valid');
      }
      const shown = subject(opened.record);
      event.page = {
        ...{ ...opened, now, secret },
        nonce: formNonce(secret, shown, now),
        isRecent: (nonce) => isNonceValid(nonce, secret, shown, now),
      };
    },
  };
}
