import { type JsonObject, listAt, numberAt, objectAt, textAt } from '../json.ts';
import type { Rate } from '../token-bucket.ts';
import { readThrottles } from './route-throttles.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** Who may call a route of the HTTP API: everybody, or callers that sign with AWS credentials. */
type Authorization = 'NONE' | 'AWS_IAM';

/** A route of the HTTP API. */
export interface RouteModel {
  /** For example `GET /approvals/{token}`. */
  routeKey: string;
  authorization: Authorization;
  /** Further calls are answered with 429. */
  throttle: Rate;
}

/** How often and for how long an asynchronous invocation is retried, and what happens then. */
export interface AsynchronousModel {
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
  /** The queue that gets a record of each invocation that failed. */
  onFailureArn: string | undefined;
  /** The queue that gets the event itself. */
  deadLetterArn: string | undefined;
}

/** A function as the template declares it. */
export interface FunctionModel {
  /** Its key in the service, which names its package: `<key>.zip`. */
  key: string;
  name: string;
  arn: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** How many concurrent executions are kept for it alone; nothing changes here, but the account has fewer left. */
  reservedConcurrency: number;
  environment: Record<string, string>;
  /** The keys of its layers, in their order; each names a package: `<key>.zip`. */
  layers: string[];
  /** The routes of the HTTP API that lead here. */
  routes: RouteModel[];
  roleArn: string;
  asynchronous: AsynchronousModel;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 21_600;

/** Reads the functions, with their routes and the settings of asynchronous invocations. */
export function readFunctions(template: Template): FunctionModel[] {
  const routes = readRoutes(template);
  const layers = readLayers(template);
  const configs = template.resources('AWS::Lambda::EventInvokeConfig');
  return template.resources('AWS::Lambda::Function').map(({ ref, attributes, properties, logicalId }) => {
    const arn = attributes['Arn'] ?? '';
    const environment = objectAt(objectAt(properties, 'Environment'), 'Variables');
    const config = configs.find(({ properties: { FunctionName } }) => FunctionName === ref || FunctionName === arn);
    return {
      key: packageKey(objectAt(properties, 'Code')) ?? ref,
      name: ref,
      arn,
      handler: textAt(properties, 'Handler') ?? '',
      timeoutSeconds: numberAt(properties, 'Timeout') ?? 3,
      memoryMb: numberAt(properties, 'MemorySize') ?? 128,
      reservedConcurrency: numberAt(properties, 'ReservedConcurrentExecutions') ?? 0,
      environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)])),
      layers: listAt(properties, 'Layers').map((layer) => findLayer(layers, layer, logicalId)),
      routes: routes.filter((route) => route.functionArn === arn),
      roleArn: textAt(properties, 'Role') ?? '',
      asynchronous: readAsynchronous(properties, config),
    };
  });
}

/** The keys of the layers by their ARNs. */
function readLayers(template: Template): Map<unknown, string> {
  const layers = template.resources('AWS::Lambda::LayerVersion');
  return new Map(
    layers.map(({ ref, properties, logicalId }) => [ref, packageKey(objectAt(properties, 'Content')) ?? logicalId]),
  );
}

function findLayer(layers: Map<unknown, string>, arn: unknown, logicalId: string): string {
  const key = layers.get(arn);
  if (key === undefined)
    throw new UnsupportedTemplateError(`the layer ${arn}, which it does not declare (${logicalId})`);
  return key;
}

/** The name of a zip file in the deployment bucket, without its extension. */
function packageKey(code: JsonObject): string | undefined {
  return /([^/]+)\.zip$/.exec(textAt(code, 'S3Key') ?? '')?.[1];
}

function readRoutes(template: Template): (RouteModel & { functionArn: string })[] {
  const integrations = template.resources('AWS::ApiGatewayV2::Integration');
  const throttleOf = readThrottles(template);
  return template.resources('AWS::ApiGatewayV2::Route').map(({ properties, logicalId }) => {
    const target = textAt(properties, 'Target') ?? '';
    const integration = integrations.find(({ ref }) => target === `integrations/${ref}`);
    const uri = textAt(integration?.properties ?? {}, 'IntegrationUri') ?? '';
    const functionArn = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+/.exec(uri)?.[0];
    const authorization = readAuthorization(textAt(properties, 'AuthorizationType') ?? 'NONE', logicalId);
    if (!functionArn) throw new UnsupportedTemplateError(`a route without a function (${logicalId})`);
    const routeKey = textAt(properties, 'RouteKey') ?? '';
    return { routeKey, authorization, throttle: throttleOf(routeKey), functionArn };
  });
}

function readAuthorization(type: string, logicalId: string): Authorization {
  if (type === 'NONE' || type === 'AWS_IAM') return type;
  throw new UnsupportedTemplateError(`the authorization ${type} (${logicalId})`);
}

function readAsynchronous(properties: JsonObject, config: Resource | undefined): AsynchronousModel {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = config?.properties ?? {};
  const destinations = objectAt({ DestinationConfig }, 'DestinationConfig');
  if (destinations['OnSuccess'] !== undefined) {
    throw new UnsupportedTemplateError(`a destination for successful invocations (${config?.logicalId})`);
  }
  const onFailureArn = textAt(objectAt(destinations, 'OnFailure'), 'Destination');
  const deadLetterArn = textAt(objectAt(properties, 'DeadLetterConfig'), 'TargetArn');
  for (const arn of [onFailureArn, deadLetterArn]) {
    if (arn !== undefined && !arn.startsWith('arn:aws:sqs:')) {
      throw new UnsupportedTemplateError(`${arn} for failed invocations, which must be a queue,`);
    }
  }
  return {
    maximumRetryAttempts: numberAt({ MaximumRetryAttempts }, 'MaximumRetryAttempts') ?? DEFAULT_RETRY_ATTEMPTS,
    maximumEventAgeSeconds:
      numberAt({ MaximumEventAgeInSeconds }, 'MaximumEventAgeInSeconds') ?? DEFAULT_EVENT_AGE_SECONDS,
    onFailureArn,
    deadLetterArn,
  };
}
