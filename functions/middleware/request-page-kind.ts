import { requestKeyOf } from '../domain/request/request-key.ts';
import type { PageKind } from './page-chain.ts';

/** The page of a requester. */
export const REQUEST_PAGE: PageKind = { link: 'request', subject: ({ request }) => requestKeyOf(request) };
