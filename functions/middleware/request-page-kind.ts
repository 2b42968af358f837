import { openRequesterLink } from '../aws/page-links.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import type { PageKind } from './page-chain.ts';

/** The page of a requester. */
export const REQUEST_PAGE: PageKind = {
  open: openRequesterLink,
  subject: ({ request }) => requestKeyOf(request),
};
