import type { PlannedChange } from '../../../../functions/domain/request/plan.ts';
import type { Address } from '../contacts.ts';
import { CONTACT_TYPES } from './asked.ts';
import type { ContactType } from './cases.ts';

/** What a page shows somebody who decides: each contact before and after. */
export type Paper = Partial<Record<ContactType, { before: Address; after: Address }>>;

/** Reads what a page shows, as a person does. */
export function readPaper(page: string): Paper {
  const cards = page
    .split('<article ')
    .flatMap((part) => /^class="card diff" aria-labelledby="change-\d+">(.*?)<\/article>/s.exec(part)?.[1] ?? []);
  return Object.fromEntries(
    cards.map((card) => {
      const type = /(\w+) contact<\/h3>/.exec(card)?.[1];
      return [type, { before: addressIn('del', card), after: addressIn('ins', card) }];
    }),
  );
}

export function paperOf(plan: PlannedChange[]): Paper {
  return Object.fromEntries(
    plan.map(({ alternateContactType, before, after }) => [
      alternateContactType,
      { before: before?.emailAddress ?? null, after: after?.emailAddress ?? null },
    ]),
  );
}

export function isSamePaper(one: Paper, other: Paper): boolean {
  return CONTACT_TYPES.every(
    (type) => one[type]?.before === other[type]?.before && one[type]?.after === other[type]?.after,
  );
}

function addressIn(element: 'del' | 'ins', card: string): Address {
  return (
    new RegExp(`<${element}>[^@]*?<bdi class="value">([^<>@\\s]+@[^<>]+)</bdi>`).exec(stripRows(card))?.[1] ?? null
  );
}

/** Only the row of the address. */
function stripRows(card: string): string {
  return card.split('<tr ').find((row) => row.includes('@')) ?? '';
}
