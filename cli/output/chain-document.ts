import { type ChainLink, type LinkState, linkState } from '../../functions/domain/approval/chain-link.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { chainLinkWords } from '../../functions/wording/chain.ts';
import { chainRemedy } from '../../functions/wording/chain-remedy.ts';

/** The chain of a request, checked. */
export interface CheckedChain {
  requestId: string;
  /** `<system>/<requestId>`; missing for a request that was not registered. */
  requestKey?: string;
  /** Missing if it is gone, and for a request that was not registered. */
  record?: RequestRecord;
  /** Of a request that was not registered. */
  status?: RequestStatus;
  links: ChainLink[];
}

/** The same for programs. */
export interface ChainDocument {
  requestId: string;
  requestKey?: string;
  /** As the record says; `null` if it is gone. */
  status: RequestStatus | null;
  /** Whether no link is broken. */
  holds: boolean;
  links: (ChainLink & { state: LinkState; text: string; remedy?: string })[];
}

export function chainDocument({
  requestId,
  requestKey,
  record,
  status = record?.status,
  links,
}: CheckedChain): ChainDocument {
  return {
    requestId,
    ...(requestKey !== undefined && { requestKey }),
    status: status ?? null,
    holds: brokenLinks(links).length === 0,
    links: links.map((link) => {
      const remedy = chainRemedy(link);
      const { text } = chainLinkWords(link, record?.accounts);
      return { ...link, state: linkState(link), text, ...(remedy !== undefined && { remedy }) };
    }),
  };
}

/** The links that are wrong. */
export function brokenLinks(links: ChainLink[]): ChainLink[] {
  return links.filter((link) => linkState(link) === 'broken');
}
