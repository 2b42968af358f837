import { listWaitingRequests, type WaitingRequest } from '../aws/request-table.ts';

/** The requests that have not ended, oldest first. The index may lag behind for a moment. */
export async function listOpenRequests(): Promise<WaitingRequest[]> {
  const open: WaitingRequest[] = [];
  for (const awaited of ['decision', 'wake', 'execution'] as const) {
    for await (const request of listWaitingRequests(awaited)) open.push(request);
  }
  return open.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
}
