import {
  type AdvancedEventSelector,
  type CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { Place } from '../target/target.ts';
import { type Check, note, ok, unknown } from './finding.ts';

const REMEDY =
  'in the management account: aws cloudtrail create-trail --name management-events --s3-bucket-name … --is-multi-region-trail, ' +
  'then aws cloudtrail start-logging --name management-events';

/**
 * Whether CloudTrail records what happens to accounts: without a trail, EventBridge gets no `AWS API Call via CloudTrail`.
 * The run itself doesn't need it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function trailCheck(trails: CloudTrailClient, { accountId, managementAccountId }: Place): Check {
  return {
    title: 'A trail records management write events',
    async run() {
      const { trailList = [] } = await trails.send(new DescribeTrailsCommand());
      for (const trail of trailList) {
        if (await recordsWrites(trails, trail)) return ok(trail.Name ?? 'a trail');
      }
      const text = `none of ${trailList.length} trails does, so the service hears of new accounts, but not of moved ones`;
      if (accountId === (managementAccountId ?? accountId)) return note(text, REMEDY);
      return unknown('none that can be seen from here; look in the management account', REMEDY);
    },
  };
}

/** Calls of AWS Organizations are events of a global service. */
async function recordsWrites(trails: CloudTrailClient, trail: Trail): Promise<boolean> {
  if (!trail.IncludeGlobalServiceEvents) return false;
  const Name = trail.TrailARN;
  const { IsLogging } = await trails.send(new GetTrailStatusCommand({ Name }));
  if (!IsLogging) return false;
  const selected = await trails.send(new GetEventSelectorsCommand({ TrailName: Name }));
  return (
    (selected.EventSelectors ?? []).some(selectsWrites) || (selected.AdvancedEventSelectors ?? []).some(includesWrites)
  );
}

function selectsWrites({ IncludeManagementEvents, ReadWriteType }: EventSelector): boolean {
  return IncludeManagementEvents === true && ReadWriteType !== 'ReadOnly';
}

/** `eventCategory` is Management, and nothing else selects: reads only, or only some sources. */
function includesWrites({ FieldSelectors = [] }: AdvancedEventSelector): boolean {
  const valuesOf = (field: string) => FieldSelectors.find(({ Field }) => Field === field)?.Equals;
  const isManagement = valuesOf('eventCategory')?.includes('Management') ?? false;
  return isManagement && !(valuesOf('readOnly')?.includes('true') ?? false);
}
