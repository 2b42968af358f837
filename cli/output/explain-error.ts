import type { Settings } from '../aws/settings.ts';
import { AwsCallError } from '../errors.ts';

/** The parts of an error of the SDK or the network that are used. */
interface Failure {
  name: string;
  message: string;
  code: string;
}

const LOGIN = 'run `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

const WITHOUT_REGION =
  'there is no AWS region: set AWS_REGION, such as AWS_REGION=us-east-1, or a region in your AWS profile. For the ' +
  'service on your machine, `export AWS_ENDPOINT_URL=http://localhost:4566`: `npm start` prints such a line';

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
const FOR_ADMINISTRATORS = 'It takes credentials of the management account or of a delegated administrator account.';
/** Calls that only some accounts can make, whatever the IAM policies of the others allow. */
const WHOSE: Record<string, string> = {
  'organizations:ListParents': FOR_ADMINISTRATORS,
  'organizations:ListTagsForResource': FOR_ADMINISTRATORS,
  'organizations:DescribeAccount': FOR_ADMINISTRATORS,
  'organizations:ListAccounts': FOR_ADMINISTRATORS,
  'organizations:ListAccountsForParent': FOR_ADMINISTRATORS,
  'organizations:ListOrganizationalUnitsForParent': FOR_ADMINISTRATORS,
  'sts:AssumeRole': 'The role is there where the service is deployed, in that account alone.',
  'account:GetAlternateContact':
    'Only the management account and the delegated administrator for Account Management can read other accounts.',
};
const MISSING = new Set(['ResourceNotFoundException', 'StateMachineDoesNotExist', 'ParameterNotFound']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** Explains an error and says what to do. An unexpected error keeps its stack trace. */
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
  if (message === 'Region is missing') return WITHOUT_REGION;
  if (UNREACHABLE.has(code)) return unreachable(settings, message);
  if (DENIED.has(name)) return denied(action, message, settings);
  if (MISSING.has(name)) {
    return `there is no ${settings.serviceName}${place}: is the stage ${settings.stage} deployed there? Choose another with --stage`;
  }
  // Every query uses an index, and it is valid if the index exists.
  if (action === 'dynamodb:Query' && name === 'ValidationException') {
    return `the table ${settings.serviceName} lacks an index: deploy the service again`;
  }
  if (action === 'kms:GetPublicKey' && name === 'NotFoundException') {
    return `${settings.serviceName}${place} has no key for signatures: deploy the service again`;
  }
  return `${action} failed: ${name}: ${message}`;
}

function denied(action: string, message: string, { endpoint }: Settings): string {
  if (endpoint !== undefined && action.startsWith('execute-api:')) {
    return `${endpoint} does not accept the signature: unset AWS_ACCESS_KEY_ID and AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to local`;
  }
  const whose = WHOSE[action];
  return `${action} was denied: ${message}.${whose === undefined ? '' : ` ${whose}`} docs/cli.md has an IAM policy with everything that the commands need`;
}

function unreachable({ endpoint, client }: Settings, message: string): string {
  if (endpoint !== undefined) return `nothing answers at ${endpoint} (AWS_ENDPOINT_URL): is \`npm start\` running?`;
  const region = client.region ? ` Is ${client.region} a region?` : '';
  return `AWS cannot be reached: ${message}. Is there a network connection, or a proxy?${region}`;
}

function failureOf(cause: unknown): Failure {
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause), code: '' };
  return { name: cause.name, message: cause.message, code: codeOf(cause) };
}

/** For a host with several addresses, the connection's error contains one error per address. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError)
    return error.errors.map((each) => (each instanceof Error ? codeOf(each) : '')).find(Boolean) ?? '';
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}
