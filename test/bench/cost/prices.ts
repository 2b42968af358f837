import data from './prices.json' with { type: 'json' };

/** What AWS charges for. */
export type Item = keyof typeof data.prices;

/** How many of each item something uses; none of those that are missing. */
export type Usage = Partial<Record<Item, number>>;

/** Where and when the prices apply, and from where they are. */
export const PRICE_LIST = data;

/** All items, in the order of the list. */
export const ITEMS = Object.keys(data.prices).filter(isItem);

/** Of one, in USD. */
export function priceOf(item: Item): number {
  const { usd, per } = data.prices[item];
  return usd / per;
}

/** Of all that is used, in USD. */
export function costOf(usage: Usage): number {
  return ITEMS.reduce((sum, item) => sum + (usage[item] ?? 0) * priceOf(item), 0);
}

/** So many times as much. */
export function times(factor: number, usage: Usage): Usage {
  return Object.fromEntries(ITEMS.map((item) => [item, (usage[item] ?? 0) * factor]));
}

function isItem(name: string): name is Item {
  return name in data.prices;
}
