import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { requestToCancel, type UnclearRequest } from '../domain/approval/cancellation.ts';
import { isRequestKey, type RequestKey, requestKeyOf } from '../domain/request/request-key.ts';
import { readRecord } from './request-table.ts';
import { TableName, table } from './table.ts';

/**
 * The request that somebody means to cancel: the one of a system, or the only one with this requestId that is their own.
 * @param isOwn whether this is the address of who cancels
 */
export async function findRequest(
  requestId: string,
  system: string | undefined,
  isOwn: (requestedBy: string) => boolean,
): Promise<{ requestKey: RequestKey } | { refusal: UnclearRequest }> {
  if (system === undefined) return requestToCancel(await listNamedRequests(requestId), isOwn);
  const requestKey = requestKeyOf({ source: { system }, requestId });
  return (await readRecord(requestKey)) ? { requestKey } : { refusal: 'unknown' };
}

/** What the index of requestIds knows of a request. */
interface NamedRequest {
  requestKey: RequestKey;
  requestedBy: string;
}

/**
 * The requests with this requestId, of whatever sources, the oldest first. One of the last moments may be missing, because the
 * index lags behind.
 */
async function listNamedRequests(requestId: string): Promise<NamedRequest[]> {
  const query = {
    TableName,
    IndexName: 'byRequestId',
    KeyConditionExpression: 'requestId = :requestId',
    ExpressionAttributeValues: { ':requestId': requestId },
  };
  const pages = await Array.fromAsync(paginateQuery({ client: table }, query));
  return pages.flatMap(({ Items = [] }) => Items.flatMap(namedRequest));
}

function namedRequest({ pk, requestedBy }: Record<string, unknown>): NamedRequest[] {
  const requestKey = String(pk).slice('REQUEST#'.length);
  return isRequestKey(requestKey) ? [{ requestKey, requestedBy: String(requestedBy) }] : [];
}
