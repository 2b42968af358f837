// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of the definition
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';

const LOCAL_DIR = resolve(import.meta.dirname, '../../../.local');

const CODE = `
exports.handler = async (event, context) => {
  console.log('fixture saw ' + (event.text ?? event.routeKey));
  if (event.requestContext) return { statusCode: 200, body: JSON.stringify({ event, environment: process.env.QUEUE_URL }) };
  if (event.throws) throw Object.assign(new Error('it broke'), { name: event.throws });
  if (event.sleeps) await new Promise(() => setInterval(() => {}, 1000));
  return { arn: context.invokedFunctionArn, text: event.text };
};`;

const resource = (Type: string, Properties: object) => ({ Type, Properties });
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A service with one function, behind three routes and in a state machine. */
const TEMPLATE = {
  Resources: {
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
            Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('EchoLambdaFunction') }],
          },
        },
      ],
    }),
    Queue: resource('AWS::SQS::Queue', { QueueName: 'fixture-queue' }),
    Integration: resource('AWS::ApiGatewayV2::Integration', { IntegrationUri: arnOf('EchoLambdaFunction') }),
    ...Object.fromEntries(
      ['GET /echo/{id}', 'HEAD /echo/{id}', 'POST /echo/{id}', 'GET /only-get'].map((RouteKey, index) => {
        const Target = { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] };
        return [`Route${index}`, resource('AWS::ApiGatewayV2::Route', { RouteKey, Target })];
      }),
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

/** Writes the packaged service. Returns its directory. */
export async function writeFixtureService(): Promise<string> {
  await mkdir(LOCAL_DIR, { recursive: true });
  const directory = await mkdtemp(join(LOCAL_DIR, 'fixture-'));
  await writeFile(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify(TEMPLATE));
  await writeFile(join(directory, 'echo.zip'), zipSync({ 'functions/echo.js': strToU8(CODE) }));
  return directory;
}
