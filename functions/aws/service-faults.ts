import { ServiceUnavailableError, ThrottlingException, TooManyRequestsException } from '../domain/errors.ts';

/**
 * What services call throttling. In the calls of this service, a limit that is exceeded is SES's quota of mails.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 */
const THROTTLING = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

/** Answers of a service that has lost the request. */
const REQUEST_LOST = new Set(['RequestTimeout', 'RequestTimeoutException']);

/** What the SDK knows of a call while it makes it. */
interface CallContext {
  clientName?: string;
  commandName?: string;
}

type Middleware = <Args, Answer>(
  next: (args: Args) => Promise<Answer>,
  context: CallContext,
) => (args: Args) => Promise<Answer>;

/** What all clients of the SDK have. */
interface SdkClient {
  middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; priority: 'high' }): void;
    add(middleware: Middleware, options: { step: 'deserialize'; priority: 'low' }): void;
  };
}

/** What the SDK knows of an error. */
interface SdkError extends Error {
  code?: unknown;
  $fault?: 'client' | 'server';
  $metadata?: { httpStatusCode?: number };
  $response?: unknown;
  $retryable?: { throttling?: boolean };
}

/** The errors of calls that no answer came to, until the SDK has tried as often as it does. */
const unanswered = new WeakSet<Error>();

/**
 * Names the faults of a service, whatever it or the network calls them, once the SDK has tried as often as it does: the state
 * machine retries by name, and pages ask people to try again. Every client of this folder goes through here.
 * @throws ServiceUnavailableError when the service failed (5xx), did not answer, or gave an answer that cannot be read.
 * @throws TooManyRequestsException when Account Management throttles.
 * @throws ThrottlingException when any other service does.
 */
export function namingFaults<Client extends SdkClient>(client: Client): Client {
  client.middlewareStack.add(notesUnanswered, { step: 'deserialize', priority: 'low' });
  client.middlewareStack.add(namesFaults, { step: 'initialize', priority: 'high' });
  return client;
}

/** It is next to the connection: whatever is thrown there is no answer of the service. */
const notesUnanswered: Middleware = (next) => async (args) => {
  try {
    return await next(args);
  } catch (error) {
    if (error instanceof Error) unanswered.add(error);
    throw error;
  }
};

const namesFaults: Middleware = (next, context) => async (args) => {
  try {
    return await next(args);
  } catch (error) {
    throw error instanceof Error ? faultOf(error, context) : error;
  }
};

/**
 * An error of our own time-out stays what it is, and so does the answer of a service that refuses a call, and the fault of a
 * call that was made for this one's credentials.
 */
function faultOf(error: SdkError, { clientName = '', commandName = '' }: CallContext): Error {
  if (error.name === 'AbortError' || isNamed(error)) return error;
  const service = clientName.replace(/Client$/, '');
  const reason = [`${service}.${commandName.replace(/Command$/, '')}`, ...whatCame(error)].join('/');
  const status = error.$metadata?.httpStatusCode ?? 0;
  if (isThrottling(error, status)) {
    return service === 'Account' ? new TooManyRequestsException(reason) : new ThrottlingException(reason);
  }
  const isFault = status >= 500 || error.$fault === 'server' || REQUEST_LOST.has(error.name);
  return isFault || unanswered.has(error) || isUnreadable(error) ? new ServiceUnavailableError(reason) : error;
}

function isNamed(error: Error): boolean {
  return [ServiceUnavailableError, ThrottlingException, TooManyRequestsException].some((each) => error instanceof each);
}

function isThrottling({ name, $retryable }: SdkError, status: number): boolean {
  return status === 429 || $retryable?.throttling === true || THROTTLING.has(name);
}

/** What the SDK throws about an answer is an answer of the service only if it says whose fault it is. */
function isUnreadable({ $response, $fault }: SdkError): boolean {
  return $response !== undefined && $fault === undefined;
}

/** The status and the name of an answer, or the code of the network. No message, which may quote an answer. */
function whatCame({ name, code, $metadata }: SdkError): (string | number)[] {
  const word = typeof code === 'string' ? code : name;
  const status = $metadata?.httpStatusCode;
  return [...(status === undefined ? [] : [status]), /^\w{1,80}$/.test(word) ? word : 'Error'];
}
