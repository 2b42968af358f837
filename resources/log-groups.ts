import { attribute, ifOwnKey } from './cloudformation.ts';
import { logGroupId } from './function-names.ts';
import { functionNames } from './roles.ts';

const Properties = {
  RetentionInDays: { Ref: 'LogRetentionDays' },
  KmsKeyId: ifOwnKey(attribute('DataKey', 'Arn'), { Ref: 'AWS::NoValue' }),
};

/** What is added to the log groups that the Serverless Framework makes: one for each function, and the access log. */
export const logGroups = {
  extensions: Object.fromEntries(
    [...functionNames.map(logGroupId), 'HttpApiLogGroup'].map((logGroup) => [logGroup, { Properties }]),
  ),
};
