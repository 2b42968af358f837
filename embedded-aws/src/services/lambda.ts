import { AwsError } from '../endpoint/aws-error.ts';
import { anyResource, type Call, type RawResponse, type Service } from '../endpoint/service.ts';
import { type JsonObject, parseJson, textAt } from '../json.ts';
import { DEFAULT_CONCURRENCY } from '../lambda/default-concurrency.ts';
import { FunctionInvocationError, type Invoke } from '../lambda/invoker.ts';
import type { StackAccount } from '../stack-account.ts';
import type { FunctionModel } from '../template/function-models.ts';

export interface LambdaServiceOptions {
  functions: FunctionModel[];
  account: StackAccount;
  invoke: Invoke;
  /** How many invocations the account may run at a time. */
  concurrency?: number;
}

const ERROR_STATUSES: Record<string, number> = {
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
  ServiceException: 500,
};

/** The Lambda API, as far as somebody needs it who invokes a function and waits for its answer. */
export function createLambdaService(options: LambdaServiceOptions): Service {
  const { functions, account, invoke } = options;
  const nameIn = (input: JsonObject) => functionName(textAt(input, 'FunctionName') ?? '');
  return {
    name: 'lambda',
    actionPrefix: 'lambda',
    errorStatuses: ERROR_STATUSES,
    operations: {
      Invoke: {
        // A policy allows invoking under the name of this action.
        action: 'InvokeFunction',
        resources: (input) => [account.arn('lambda', `function:${nameIn(input)}`)],
        run: async (input, call) => {
          checkInvocationType(call);
          const model = functions.find(({ name }) => name === nameIn(input));
          if (!model) throw notFound(account.arn('lambda', `function:${nameIn(input)}`));
          return answerOf(() => invoke(model.name, payloadOf(input)));
        },
      },
      GetAccountSettings: { resources: anyResource, run: () => accountSettings(options) },
    },
  };
}

const GIBIBYTE = 1_073_741_824;

function accountSettings({ functions, concurrency = DEFAULT_CONCURRENCY }: LambdaServiceOptions): JsonObject {
  const reserved = functions.reduce((sum, { reservedConcurrency }) => sum + reservedConcurrency, 0);
  return {
    AccountLimit: {
      TotalCodeSize: 75 * GIBIBYTE,
      CodeSizeUnzipped: GIBIBYTE / 4,
      CodeSizeZipped: 50 * 1_048_576,
      ConcurrentExecutions: concurrency,
      UnreservedConcurrentExecutions: concurrency - reserved,
    },
    AccountUsage: { TotalCodeSize: 0, FunctionCount: functions.length },
  };
}

/** The name in a name or an ARN, either with or without `$LATEST`. */
function functionName(text: string): string {
  return text.replace(/^arn:.*:function:/, '').replace(/:\$LATEST$/, '');
}

function checkInvocationType({ request: { headers } }: Call): void {
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'RequestResponse') return;
  throw new AwsError('UnknownOperationException', `The embedded AWS does not support Invoke of the type ${type}`, 404);
}

function notFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

function payloadOf(input: JsonObject): unknown {
  const parsed = parseJson(textAt(input, 'Payload') || '{}');
  if (parsed) return parsed.value;
  throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
}

/** A function that fails is an answer, too: the header says so, and the payload is its error. */
async function answerOf(invocation: () => Promise<unknown>): Promise<RawResponse> {
  try {
    return answer(JSON.stringify((await invocation()) ?? null), {});
  } catch (error) {
    if (!(error instanceof FunctionInvocationError)) throw error;
    const [, ofLambda] = /^Lambda\.(.+)$/.exec(error.name) ?? [];
    if (ofLambda !== undefined) throw new AwsError(ofLambda, error.message, ERROR_STATUSES[ofLambda]);
    return answer(error.report, { 'x-amz-function-error': 'Unhandled' });
  }
}

function answer(payload: string, headers: Record<string, string>): RawResponse {
  const described = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...headers };
  return { status: 200, headers: described, body: Buffer.from(payload) };
}
