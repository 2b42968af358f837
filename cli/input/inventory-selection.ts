import { Option } from 'commander';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../../functions/domain/contact/contact.ts';
import type { InventoryItem } from '../../functions/domain/inventory/inventory.ts';
import { RefusedError, WrongArgumentError } from '../errors.ts';
import { parseOu, parseTag } from './account-selection.ts';

/** The flags that narrow what is known of the organization. */
export interface InventoryFlags {
  ou?: string[];
  tag?: { key: string; value: string }[];
  type?: AlternateContactType[];
}

/** Each may be repeated. */
export function inventoryOptions(): Option[] {
  return [
    new Option('--ou <id>', 'only accounts in this organizational unit or beneath it; repeat it for more').argParser(
      repeated(parseOu),
    ),
    new Option(
      '--tag <key=value>',
      'only accounts with this tag; repeat it for tags that they must have, too',
    ).argParser(repeated(parseTag)),
    new Option('--type <type>', 'only BILLING, OPERATIONS or SECURITY; repeat it for more').argParser(
      repeated(parseType),
    ),
  ];
}

/**
 * The accounts of the inventory that the flags leave.
 * @throws RefusedError when the inventory is empty, or knows no account in a unit or with a tag
 */
export function selectedItems(items: InventoryItem[], { ou, tag = [] }: InventoryFlags): InventoryItem[] {
  if (items.length === 0) {
    throw new RefusedError('the inventory is empty: run `contacts sweep --watch` first');
  }
  const unknown = ou?.find((id) => !items.some(({ parentIds }) => parentIds.includes(id)));
  if (unknown !== undefined) {
    throw new RefusedError(
      `the inventory knows no account in ${unknown}: check the id, or run \`contacts sweep\` if accounts were moved there`,
    );
  }
  for (const { key } of tag) refuseUnknownTag(items, key);
  return items.filter(
    ({ parentIds, tags }) =>
      (ou?.some((id) => parentIds.includes(id)) ?? true) && tag.every(({ key, value }) => tags?.[key] === value),
  );
}

function refuseUnknownTag(items: InventoryItem[], key: string): void {
  if (items.some(({ tags = {} }) => Object.hasOwn(tags, key))) return;
  throw new RefusedError(
    `the inventory knows no account with the tag ${key}: it keeps the tags that the rules and the baseline of the deployed policy ask about`,
  );
}

function repeated<Value>(parse: (text: string) => Value): (text: string, others?: Value[]) => Value[] {
  return (text, others = []) => [...others, parse(text)];
}

function parseType(text: string): AlternateContactType {
  const type = ALTERNATE_CONTACT_TYPES.find((known) => known === text.toUpperCase());
  if (type) return type;
  throw new WrongArgumentError(text, 'a type', `choose one of ${ALTERNATE_CONTACT_TYPES.join(', ')}`);
}
