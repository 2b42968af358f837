import type { RequestKey } from '../domain/request/request-key.ts';

/** How to enter a request in the set `requestKeys` of an item: an update that changes nothing if it is there already. */
export interface EntryOptions {
  /** The update fails its condition when the set has so many others. */
  most?: number | undefined;
  /** Epoch seconds: when the item goes. */
  ttl?: number;
}

export function entryOf(key: RequestKey, { most, ttl }: EntryOptions): object {
  return {
    UpdateExpression: `${ttl === undefined ? '' : 'SET #ttl = :ttl '}ADD requestKeys :keys`,
    ...(ttl !== undefined && { ExpressionAttributeNames: { '#ttl': 'ttl' } }),
    ...(most !== undefined && {
      ConditionExpression:
        'attribute_not_exists(requestKeys) OR contains(requestKeys, :key) OR size(requestKeys) < :most',
    }),
    ExpressionAttributeValues: {
      ':keys': new Set([key]),
      ...(most !== undefined && { ':key': key, ':most': most }),
      ...(ttl !== undefined && { ':ttl': ttl }),
    },
  };
}
