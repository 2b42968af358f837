import { currentDate } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { anyResource, type Operation, type Service } from '../endpoint/service.ts';
import { type JsonObject, listAt, textAt } from '../json.ts';
import { REGION, type StackAccount } from '../stack-account.ts';

const NAME = 'management-events';

/** The CloudTrail API, as far as it tells about the one trail that there is: of all management events of all regions. */
export function createCloudtrailService(account: StackAccount): Service {
  const arn = account.arn('cloudtrail', `trail/${NAME}`);
  const startedAt = currentDate();
  const byTrail = (key: string, run: () => JsonObject): Operation => ({
    resources: () => [arn],
    run: (input) => {
      const wanted = textAt(input, key) ?? '';
      if ([NAME, arn].includes(wanted)) return run();
      throw new AwsError('TrailNotFoundException', `Unknown trail: ${wanted} for the user: ${account.id}`);
    },
  });
  return {
    name: 'cloudtrail',
    actionPrefix: 'cloudtrail',
    errorStatuses: {},
    operations: {
      DescribeTrails: { resources: anyResource, run: (input) => ({ trailList: trails(input, arn) }) },
      GetTrailStatus: byTrail('Name', () => ({ IsLogging: true, StartLoggingTime: startedAt })),
      GetEventSelectors: byTrail('TrailName', () => ({
        TrailARN: arn,
        EventSelectors: [
          {
            ReadWriteType: 'All',
            IncludeManagementEvents: true,
            DataResources: [],
            ExcludeManagementEventSources: [],
          },
        ],
      })),
    },
  };
}

function trails(input: JsonObject, arn: string): JsonObject[] {
  const wanted = listAt(input, 'trailNameList');
  if (wanted.length > 0 && ![NAME, arn].some((name) => wanted.includes(name))) return [];
  return [
    {
      Name: NAME,
      S3BucketName: 'local-management-events',
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      HomeRegion: REGION,
      TrailARN: arn,
      LogFileValidationEnabled: true,
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
      IsOrganizationTrail: false,
    },
  ];
}
