import { ACCOUNT_ID, globalArn } from './place.ts';

/** The one IAM user of the embedded AWS: whoever calls and is no function. Its keys sign requests to the HTTP API. */
export const LOCAL_USER = {
  accessKeyId: 'local',
  secretAccessKey: 'local',
  accountId: ACCOUNT_ID,
  userId: 'AIDALOCALUSER',
  arn: globalArn('iam', 'user/local'),
};
