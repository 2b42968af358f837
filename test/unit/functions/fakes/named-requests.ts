import { vi } from 'vitest';
import { requestToCancel } from '../../../../functions/domain/approval/cancellation.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { records } from './request-table.ts';

/** Finds what the fake table holds, as an index that is never behind. */
export const findRequest = vi.fn(
  async (requestId: string, system: string | undefined, isOwn: (requestedBy: string) => boolean) => {
    const named = [...records.values()].flatMap(({ request }) =>
      request.requestId === requestId && (system === undefined || request.source.system === system.toLowerCase())
        ? [{ requestKey: requestKeyOf(request), requestedBy: request.requestedBy }]
        : [],
    );
    return requestToCancel(named, isOwn);
  },
);
