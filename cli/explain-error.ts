import { AwsCallError } from './errors.ts';
import type { Settings } from './settings.ts';

/** What is used of an error of the SDK or of the network. */
interface Failure {
  name: string;
  message: string;
  code: string;
}

const LOGIN = 'run `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

const WITHOUT_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);
const BAD_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
]);
const DENIED = new Set(['AccessDeniedException', 'AccessDenied', 'AuthorizationError']);
const FOR_ADMINISTRATORS = 'It needs credentials of the management account or of a delegated administrator account.';
/** What AWS answers to some accounts only, whatever the policies of the others allow. */
const WHOSE: Record<string, string> = {
  'organizations:ListParents': FOR_ADMINISTRATORS,
  'organizations:ListTagsForResource': FOR_ADMINISTRATORS,
  'account:GetAlternateContact':
    'Other accounts can be read by the management account and by the delegated administrator for Account Management.',
};
const MISSING = new Set(['ResourceNotFoundException', 'StateMachineDoesNotExist']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** An error in words that say what to do. An error that nobody expected keeps its stack. */
export function explainError(error: unknown, settings: Settings | undefined): string {
  if (error instanceof AwsCallError && settings) return explainCall(error, settings);
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

function explainCall({ action, cause }: AwsCallError, settings: Settings): string {
  const { name, message, code } = failureOf(cause);
  const place = settings.client.region ? ` in ${settings.client.region}` : '';
  if (WITHOUT_CREDENTIALS.has(name)) return `there are no AWS credentials: ${LOGIN} (${message})`;
  if (BAD_CREDENTIALS.has(name)) return `AWS does not accept the credentials: ${LOGIN} (${message})`;
  if (message === 'Region is missing') return 'there is no AWS region: set AWS_REGION, or a region in your AWS profile';
  if (UNREACHABLE.has(code)) return unreachable(settings, message);
  if (DENIED.has(name)) return denied(action, message);
  if (MISSING.has(name)) {
    return `there is no ${settings.serviceName}${place}: is the stage ${settings.stage} deployed there? --stage names another`;
  }
  if (/specified index/.test(message)) {
    return `the table ${settings.serviceName} has no index byStatus: deploy the service anew`;
  }
  return `${action} failed: ${name}: ${message}`;
}

function denied(action: string, message: string): string {
  const whose = WHOSE[action];
  return `${action} was denied: ${message}.${whose === undefined ? '' : ` ${whose}`} docs/cli.md has the policy that the commands need`;
}

function unreachable({ endpoint, client }: Settings, message: string): string {
  if (endpoint !== undefined) return `nothing answers at ${endpoint} (AWS_ENDPOINT_URL): is \`npm start\` running?`;
  const region = client.region ? ` Is ${client.region} a region?` : '';
  return `AWS cannot be reached: ${message}. Is there a network, and perhaps a proxy?${region}`;
}

function failureOf(cause: unknown): Failure {
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause), code: '' };
  return { name: cause.name, message: cause.message, code: codeOf(cause) };
}

/** Where a name has several addresses, the error of the connection holds one error for each. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError)
    return error.errors.map((each) => (each instanceof Error ? codeOf(each) : '')).find(Boolean) ?? '';
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}
