import type { Settings } from '../settings.ts';
import { type AccountPlaces, connectAccountPlaces } from './account-places.ts';
import { type Accounts, connectAccounts } from './accounts.ts';
import { connectCaller } from './caller.ts';
import { connectEventBus, type EventBus } from './event-bus.ts';
import { connectExecutions, type Executions } from './executions.ts';
import { connectRequestTable, type RequestTable } from './request-table.ts';

/** All that the commands ask of AWS. */
export type Aws = EventBus & RequestTable & Executions & Accounts & AccountPlaces;

/** AWS as these settings reach it; nothing is called yet. */
export function connect(settings: Settings): Aws {
  const readCaller = connectCaller(settings);
  return {
    ...connectEventBus(settings),
    ...connectRequestTable(settings),
    ...connectExecutions(settings, readCaller),
    ...connectAccounts(settings, readCaller),
    ...connectAccountPlaces(settings),
  };
}
