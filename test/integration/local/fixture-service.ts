// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of the definition
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { MAIL_RESOURCES, MAIL_STATEMENT } from './fixture-mail.ts';
import { RULE_CONDITIONS, RULE_RESOURCES } from './fixture-rules.ts';
import { arnOf, resource } from './fixture-template.ts';

const LOCAL_DIR = resolve(import.meta.dirname, '../../../.local');

const CODE = `
const { createHash } = require('node:crypto');
const digest = ({ body, isBase64Encoded }) => {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { statusCode: 200, body: JSON.stringify({ length: bytes.length, sha256, isBase64Encoded }) };
};
exports.handler = async (event, context) => {
  console.log('fixture saw ' + (event.text ?? event.routeKey));
  if (event.rawPath === '/digest') return digest(event);
  if (event.requestContext) return { statusCode: 200, body: JSON.stringify({ event, environment: process.env.QUEUE_URL }) };
  if (event.throws) throw Object.assign(new Error('it broke'), { name: event.throws });
  if (event.sleeps) await new Promise(() => setInterval(() => {}, 1000));
  return { arn: context.invokedFunctionArn, text: event.text };
};`;

/** Routes of the HTTP API by their authorization. */
const ROUTES = {
  NONE: ['GET /echo/{id}', 'HEAD /echo/{id}', 'POST /echo/{id}', 'GET /only-get', 'POST /digest'],
  AWS_IAM: ['GET /signed/{id}', 'HEAD /signed/{id}', 'POST /signed/{id}'],
};

/** An index of the items that have an attribute, in the order of their creation. */
const index = (IndexName: string, attribute: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: attribute, KeyType: 'HASH' },
    { AttributeName: 'createdAt', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});

/** A service with one function, behind some routes, in a state machine and as the target of a rule. */
const TEMPLATE = {
  Conditions: RULE_CONDITIONS,
  Resources: {
    ...RULE_RESOURCES,
    ...MAIL_RESOURCES,
    EchoLambdaFunction: resource('AWS::Lambda::Function', {
      FunctionName: 'fixture-echo',
      Handler: 'functions/echo.handler',
      Timeout: 1,
      Role: arnOf('Role'),
      Code: { S3Key: 'somewhere/echo.zip' },
      Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' } } },
    }),
    Role: resource('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('EchoLambdaFunction') },
              { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Failures') },
              { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/fixture-writer' },
              MAIL_STATEMENT,
            ],
          },
        },
      ],
    }),
    Table: resource('AWS::DynamoDB::Table', {
      TableName: 'fixture-table',
      AttributeDefinitions: ['pk', 'status', 'createdAt', 'voter'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [index('byStatus', 'status'), index('byVoter', 'voter')],
    }),
    Queue: resource('AWS::SQS::Queue', { QueueName: 'fixture-queue' }),
    Integration: resource('AWS::ApiGatewayV2::Integration', { IntegrationUri: arnOf('EchoLambdaFunction') }),
    ...Object.fromEntries(
      Object.entries(ROUTES).flatMap(([AuthorizationType, keys]) =>
        keys.map((RouteKey) => {
          const Target = { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] };
          const route = resource('AWS::ApiGatewayV2::Route', { RouteKey, Target, AuthorizationType });
          return [`Route${RouteKey.replaceAll(/\W/g, '')}`, route];
        }),
      ),
    ),
    Machine: resource('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'fixture-machine',
      RoleArn: arnOf('Role'),
      Definition: {
        StartAt: 'Choose',
        States: {
          Choose: {
            Type: 'Choice',
            Choices: [{ Variable: '$.queue', IsPresent: true, Next: 'Send' }],
            Default: 'Echo',
          },
          Echo: { Type: 'Task', Resource: '${Echo}', TimeoutSeconds: 30, End: true },
          Send: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sqs:sendMessage',
            Parameters: { QueueUrl: '${Queue}', 'MessageBody.$': '$.queue' },
            End: true,
          },
        },
      },
      DefinitionSubstitutions: { Echo: arnOf('EchoLambdaFunction'), Queue: { Ref: 'Queue' } },
    }),
  },
};

/**
 * Writes the packaged service.
 * @param resources put in the place of the template's own; `undefined` leaves one out
 * @returns its directory
 */
export async function writeFixtureService(resources: Record<string, object | undefined> = {}): Promise<string> {
  await mkdir(LOCAL_DIR, { recursive: true });
  const directory = await mkdtemp(join(LOCAL_DIR, 'fixture-'));
  const template = { ...TEMPLATE, Resources: { ...TEMPLATE.Resources, ...resources } };
  await writeFile(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify(template));
  await writeFile(join(directory, 'echo.zip'), zipSync({ 'functions/echo.js': strToU8(CODE) }));
  return directory;
}
