import { matchesWildcards } from '../iam/wildcards.ts';
import { isObject, listAt, numberAt, parseJson, textAt } from '../json.ts';
import { callHttp } from '../net/http-call.ts';
import type { FunctionModel } from '../template/function-models.ts';

/**
 * Invokes a function, named by its name or ARN, and waits for its result.
 * @throws FunctionInvocationError when the function fails
 */
export type Invoke = (functionName: string, payload: unknown) => Promise<unknown>;

/** How many threads of functions were ended, and how many of them were running. */
export interface EndedThreads {
  ended: number;
  running: number;
}

/** Ends all threads of functions, by a name in which `*` stands for any text: running invocations fail, the next ones start cold. */
export type EndThreads = (functionNames: string) => Promise<EndedThreads>;

/** A function failed; `name` is the name of its error. */
export class FunctionInvocationError extends Error {
  override readonly name: string;
  /** The error as Lambda reports it: `{"errorType","errorMessage","trace"}`. */
  readonly report: string;
  /** Whether Lambda itself has failed, and not the function. */
  readonly isOfService: boolean;

  /** @param trace nothing for what happens outside of the function's code */
  constructor(errorType: string, errorMessage: string, trace?: unknown[]) {
    super(errorMessage);
    this.name = errorType;
    this.report = JSON.stringify({ errorType, errorMessage, trace });
    this.isOfService = errorType.startsWith('Lambda.');
  }
}

/** Further invocations wait. On AWS, those beyond the concurrency limit are throttled. */
const MOST_CONCURRENT_INVOCATIONS = 16;

export interface InvokerOptions {
  /** Of serverless-offline's Lambda API. */
  url: string;
  invocationToken: string;
  functions: FunctionModel[];
}

/** Invokes functions through serverless-offline's Lambda API. */
export function createInvoker({ url, invocationToken, functions }: InvokerOptions): Invoke {
  const limit = createLimit(MOST_CONCURRENT_INVOCATIONS);
  return (functionName, payload) => {
    const model = functions.find(({ name, arn }) => [name, arn].includes(functionName));
    if (!model) {
      const message = `Function not found: ${functionName}`;
      throw new FunctionInvocationError('Lambda.ResourceNotFoundException', message);
    }
    return limit(() => invoke(url, model, { invocationToken, payload }));
  };
}

/** Ends threads through serverless-offline's Lambda API, too, because they run in its process. */
export function createThreadsEnd({ url, invocationToken, functions }: InvokerOptions): EndThreads {
  return async (functionNames) => {
    const named = functions.filter(({ name }) => matchesWildcards(functionNames, name));
    const wrapped = { invocationToken, endsThreads: true };
    const ends = (await Promise.all(named.map((model) => invoke(url, model, wrapped)))).filter(isObject);
    const sum = (key: string) => ends.reduce((total, end) => total + (numberAt(end, key) ?? 0), 0);
    return { ended: sum('ended'), running: sum('running') };
  };
}

async function invoke(url: string, model: FunctionModel, wrapped: object): Promise<unknown> {
  const { status, body } = await callHttp(`${url}/2015-03-31/functions/${model.name}/invocations`, {
    method: 'POST',
    body: JSON.stringify(wrapped),
  });
  const answer = parseJson(body.toString())?.value;
  if (!isObject(answer)) throw new Error(`serverless-offline answered ${status} for ${model.name}`);
  const failure = answer['functionError'];
  if (isObject(failure)) {
    throw new FunctionInvocationError(
      textAt(failure, 'errorType') ?? 'Error',
      textAt(failure, 'errorMessage') ?? '',
      'trace' in failure ? listAt(failure, 'trace') : undefined,
    );
  }
  if (status !== 200 || !('payload' in answer)) {
    const message = textAt(answer, 'errorMessage') ?? `serverless-offline answered ${status}`;
    throw new FunctionInvocationError('Lambda.ServiceException', message);
  }
  return answer['payload'];
}

/** Limits how many run at a time; the others wait their turn. */
function createLimit(most: number): <Result>(start: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (start) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await start();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
