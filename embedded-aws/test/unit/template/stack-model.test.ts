// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's placeholders
import { describe, expect, test } from 'vitest';
import { readStackModel } from '../../../src/template/stack-model.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

const resource = (Type: string, Properties: object, Condition?: string) => ({
  Type,
  Properties,
  ...(Condition ? { Condition } : {}),
});
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** The model of a template in which the condition `Off` does not hold. */
function model(resources: object) {
  const template = { Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } }, Resources: resources };
  return readStackModel(new Template(template, ADDRESSES));
}

const FUNCTION = resource('AWS::Lambda::Function', { FunctionName: 'work', Handler: 'work.handler' });
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111111111111:function:work';

describe('a rule', () => {
  const bus = resource('AWS::Events::EventBus', { Name: 'b' });
  const rule = (properties: object, condition?: string) =>
    resource(
      'AWS::Events::Rule',
      { Name: 'r', EventPattern: { source: ['x'] }, Targets: [], ...properties },
      condition,
    );

  test('has an ARN with its bus', () => {
    const { rules } = model({ Bus: bus, Rule: rule({ EventBusName: { Ref: 'Bus' } }) });
    expect(rules).toMatchObject([{ arn: 'arn:aws:events:us-east-1:111111111111:rule/b/r', eventBusName: 'b' }]);
  });

  test('has an ARN without a bus when it is on the default one', () => {
    const { rules } = model({ Rule: rule({}) });
    expect(rules).toMatchObject([{ arn: 'arn:aws:events:us-east-1:111111111111:rule/r', eventBusName: 'default' }]);
  });

  test('does not exist when its condition does not hold', () => {
    expect(model({ Rule: rule({}, 'Off') }).rules).toEqual([]);
  });

  test('has no target whose condition does not hold', () => {
    const target = { 'Fn::If': ['Off', { Id: 'a', Arn: 'arn' }, { Ref: 'AWS::NoValue' }] };
    expect(model({ Rule: rule({ Targets: [target] }) }).rules[0]?.targets).toEqual([]);
  });

  test("has EventBridge's retry policy unless it says otherwise", () => {
    const RetryPolicy = { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 };
    const Targets = [
      { Id: 'a', Arn: 'arn' },
      { Id: 'b', Arn: 'arn', RetryPolicy },
    ];
    expect(model({ Rule: rule({ Targets }) }).rules[0]?.targets).toMatchObject([
      { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 },
      { maximumRetryAttempts: 3, maximumEventAgeSeconds: 60 },
    ]);
  });
});

describe('a permission', () => {
  test.each([
    ['by name', { Ref: 'Work' }],
    ['by ARN', arnOf('Work')],
  ])('names its function %s', (_how, FunctionName) => {
    const permission = {
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'a',
      FunctionName,
    };
    const { permissions } = model({ Work: FUNCTION, Permission: resource('AWS::Lambda::Permission', permission) });
    expect(permissions).toMatchObject([{ functionArn: FUNCTION_ARN, sourceArn: 'a' }]);
  });
});

describe('a function', () => {
  const queue = resource('AWS::SQS::Queue', { QueueName: 'q' });
  const QUEUE_ARN = 'arn:aws:sqs:us-east-1:111111111111:q';

  test("has Lambda's way with asynchronous invocations unless the template says otherwise", () => {
    expect(model({ Work: FUNCTION }).functions[0]?.asynchronous).toEqual({
      maximumRetryAttempts: 2,
      maximumEventAgeSeconds: 21_600,
      onFailureArn: undefined,
      deadLetterArn: undefined,
    });
  });

  test('has the destination and the limits of its EventInvokeConfig, and its own dead-letter queue', () => {
    const config = resource('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: 'Work' },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: arnOf('Queue') } },
    });
    const work = resource('AWS::Lambda::Function', {
      ...FUNCTION.Properties,
      DeadLetterConfig: { TargetArn: arnOf('Queue') },
    });
    expect(model({ Work: work, Queue: queue, Config: config }).functions[0]?.asynchronous).toEqual({
      maximumRetryAttempts: 0,
      maximumEventAgeSeconds: 60,
      onFailureArn: QUEUE_ARN,
      deadLetterArn: QUEUE_ARN,
    });
  });

  test('has routes with their authorization', () => {
    const { functions } = model({
      Work: FUNCTION,
      Integration: resource('AWS::ApiGatewayV2::Integration', { IntegrationUri: arnOf('Work') }),
      Route: resource('AWS::ApiGatewayV2::Route', {
        RouteKey: 'POST /requests',
        AuthorizationType: 'AWS_IAM',
        Target: { 'Fn::Sub': 'integrations/${Integration}' },
      }),
    });
    expect(functions[0]?.routes).toMatchObject([{ routeKey: 'POST /requests', authorization: 'AWS_IAM' }]);
  });

  describe('has routes that the stage throttles', () => {
    const throttles = (stage: object | undefined) => {
      const routes = ['POST /votes', 'GET /votes'].map((RouteKey) =>
        resource('AWS::ApiGatewayV2::Route', { RouteKey, Target: { 'Fn::Sub': 'integrations/${Integration}' } }),
      );
      const { functions } = model({
        Work: FUNCTION,
        Integration: resource('AWS::ApiGatewayV2::Integration', { IntegrationUri: arnOf('Work') }),
        ...Object.fromEntries(routes.map((route, index) => [`Route${index}`, route])),
        ...(stage && { Stage: resource('AWS::ApiGatewayV2::Stage', stage) }),
      });
      return functions[0]?.routes.map(({ throttle }) => throttle);
    };

    test("as the account's quota does when it says nothing", () => {
      const usual = { perSecond: 10_000, burst: 5_000 };
      expect(throttles(undefined)).toEqual([usual, usual]);
    });

    test('as its default settings say, but a route as its own do', () => {
      const stage = {
        DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        RouteSettings: { 'POST /votes': { ThrottlingRateLimit: 5 } },
      };
      expect(throttles(stage)).toEqual([
        { perSecond: 5, burst: 100 },
        { perSecond: 50, burst: 100 },
      ]);
    });

    test('but not by settings of a route that is not there', () => {
      expect(() => throttles({ RouteSettings: { 'PUT /votes': {} } })).toThrow('PUT /votes');
    });
  });

  test.each([
    ['a topic', { OnFailure: { Destination: 'arn:aws:sns:us-east-1:111111111111:t' } }, 'arn:aws:sns'],
    ['a success', { OnSuccess: { Destination: 'arn:aws:sqs:us-east-1:111111111111:q' } }, 'successful'],
  ])('may not have a destination for %s', (_what, DestinationConfig, name) => {
    const config = resource('AWS::Lambda::EventInvokeConfig', { FunctionName: { Ref: 'Work' }, DestinationConfig });
    expect(() => model({ Work: FUNCTION, Config: config })).toThrow(name);
  });
});

describe('an API destination', () => {
  const connection = (AuthorizationType: string, AuthParameters: object, condition?: string) =>
    resource('AWS::Events::Connection', { Name: 'c', AuthorizationType, AuthParameters }, condition);
  const API_KEY = { ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'secret' } };
  const BASIC = { BasicAuthParameters: { Username: 'jane', Password: 'secret' } };
  const destination = (given: object = {}, condition?: string) =>
    resource(
      'AWS::Events::ApiDestination',
      {
        Name: 'd',
        ConnectionArn: arnOf('Connection'),
        HttpMethod: 'POST',
        InvocationEndpoint: 'https://example.com/*',
        ...given,
      },
      condition,
    );
  const read = (Connection: object, Destination: object) => model({ Connection, Destination }).apiDestinations;

  test('has an ARN with its name and an id', () => {
    const [first] = read(connection('API_KEY', API_KEY), destination());
    expect(first?.arn).toMatch(/^arn:aws:events:us-east-1:111111111111:api-destination\/d\/[\da-f-]{36}$/);
  });

  test.each([
    ['an API key', 'API_KEY', API_KEY, { 'x-key': 'secret' }],
    ['a user and a password', 'BASIC', BASIC, { authorization: 'Basic amFuZTpzZWNyZXQ=' }],
  ])('proves with %s who calls', (_what, type, parameters, headers) => {
    expect(read(connection(type, parameters), destination())[0]?.headers).toEqual(headers);
  });

  test('has the parameters of its connection and the usual rate', () => {
    const InvocationHttpParameters = {
      HeaderParameters: [{ Key: 'X-Trace', Value: 'on', IsValueSecret: false }],
      QueryStringParameters: [{ Key: 'v', Value: '2' }],
    };
    expect(read(connection('API_KEY', { ...API_KEY, InvocationHttpParameters }), destination())).toMatchObject([
      { headers: { 'x-key': 'secret', 'x-trace': 'on' }, query: { v: '2' }, callsPerSecond: 300, method: 'POST' },
    ]);
  });

  test('does not exist when its condition does not hold', () => {
    expect(read(connection('API_KEY', API_KEY, 'Off'), destination({}, 'Off'))).toEqual([]);
  });

  test.each([
    ['OAuth', connection('OAUTH_CLIENT_CREDENTIALS', {}), destination(), 'OAUTH_CLIENT_CREDENTIALS'],
    [
      'a body of the connection',
      connection('BASIC', { ...BASIC, InvocationHttpParameters: { BodyParameters: [] } }),
      destination(),
      'body parameters',
    ],
    ['no HTTPS', connection('BASIC', BASIC), destination({ InvocationEndpoint: 'http://a.b/' }), 'http://a.b/'],
    ['no method of HTTP', connection('BASIC', BASIC), destination({ HttpMethod: 'TRACE' }), 'TRACE'],
    ['no connection', connection('BASIC', BASIC), destination({ ConnectionArn: 'arn' }), 'without a connection'],
    ['a connection that does not exist', connection('BASIC', BASIC, 'Off'), destination(), 'Connection'],
  ])('is refused by name with %s', (_what, with_, to, name) => {
    expect(() => read(with_, to)).toThrow(name);
  });
});
