import { ORGANIZATIONS } from 'embedded-aws/aws-quotas.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import { MOST_CAMPAIGN_CHANGES } from '../../../schemas/compiled/limits.js';
import { MOST_EVENTS } from '../../statemachine/history-size.ts';
import { LOOK_EVENTS, pageEvents, pauseEvents, worstPageEvents } from '../../statemachine/page-history.ts';
import { sizeOf } from './function-size.ts';
import { BYTES } from './sizes.ts';
import { campaignWork, MOST_AT_ONCE, sweepWork } from './work.ts';

/** A limit of AWS, and what the largest campaign and the largest sweep take of it. */
export interface Limit {
  what: string;
  here: number;
  most: number;
  unit: string;
  page: string;
}

/** The most accounts that the service is made for. */
export const MOST_ACCOUNTS = 50_000;

const STEP_FUNCTIONS = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const DISTRIBUTED_MAP = 'https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html';
const ORGANIZATIONS_PAGE = 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html';

const STATE_BYTES = 262_144;
const ITEM_BYTES = 409_600;
const PAGES = Math.ceil(MOST_CAMPAIGN_CHANGES / CHANGES_OF_A_PAGE);

/** How many accounts ListAccountsForParent tells in one answer. */
const LISTED_AT_ONCE = 20;

/** Bytes of a number in the set of the pages that have ended. */
const PAGE_NUMBER_BYTES = 4;

/** How often a page can be held in the middle of it, if each of its tasks needs all its attempts besides. */
export const MOST_PAUSES = Math.floor(
  (MOST_EVENTS - worstPageEvents(CHANGES_OF_A_PAGE)) / pauseEvents(CHANGES_OF_A_PAGE),
);

/** For how many days a page can wait besides, and look each day whether it may go on. */
export const MOST_DAYS = Math.floor((MOST_EVENTS - worstPageEvents(CHANGES_OF_A_PAGE)) / LOOK_EVENTS);

/** Those that are nearest. */
export function limits(): Limit[] {
  const [campaign, sweep] = [campaignWork(MOST_CAMPAIGN_CHANGES), sweepWork(MOST_ACCOUNTS)];
  const states = { most: STATE_BYTES, unit: 'bytes', page: STEP_FUNCTIONS };
  const events = { most: MOST_EVENTS, unit: 'events', page: STEP_FUNCTIONS };
  return [
    { what: 'history of a page in which nothing fails', here: pageEvents(CHANGES_OF_A_PAGE) + LOOK_EVENTS, ...events },
    { what: 'the same if each task of it needs all its attempts', here: worstPageEvents(CHANGES_OF_A_PAGE), ...events },
    { what: 'state of a page with the turns of its changes', here: BYTES.turns, ...states },
    { what: 'what the Map that plans returns', here: PAGES * BYTES.planned, ...states },
    { what: 'what the Map that applies returns', here: PAGES * BYTES.applied, ...states },
    { what: 'what the Map that sweeps returns', here: sweep.children * BYTES.read, ...states },
    {
      what: 'executions of a Map at a time',
      here: MOST_AT_ONCE,
      most: 10_000,
      unit: 'executions',
      page: DISTRIBUTED_MAP,
    },
    {
      what: 'item of the table with the pages that have ended',
      here: PAGES * PAGE_NUMBER_BYTES,
      most: ITEM_BYTES,
      unit: 'bytes',
      page: DYNAMODB,
    },
    {
      what: 'listing all accounts, if AWS Organizations answers 20 calls a second',
      here: MOST_ACCOUNTS / LISTED_AT_ONCE / ORGANIZATIONS.perSecond,
      most: sizeOf('list-accounts').seconds,
      unit: 'seconds',
      page: ORGANIZATIONS_PAGE,
    },
    {
      what: 'a campaign from its first read to its last change, without people',
      here: (campaign.reading + campaign.changing) / 86_400,
      most: 365,
      unit: 'days',
      page: STEP_FUNCTIONS,
    },
  ];
}
