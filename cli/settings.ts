import { UsageError } from './errors.ts';

/** Where the service is, and how it is reached. */
export interface Settings {
  stage: string;
  /** `alternate-contacts-<stage>`: the name of the bus and of the table, and how the state machine's begins. */
  serviceName: string;
  /** The endpoint that replaces AWS. */
  endpoint: string | undefined;
  /** What the clients of the SDK must be told; the rest they find in their own chain. */
  client: { region?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
}

/** One of these, and the SDK finds credentials that the user has chosen. */
const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/**
 * The settings that the flag `--stage` and the environment make. At an endpoint on this machine, which is the embedded
 * AWS, nothing needs to be set.
 * @throws UsageError when a setting cannot be meant.
 */
export function settingsOf(stageFlag: string | undefined, environment: NodeJS.ProcessEnv): Settings {
  const endpoint = environment['AWS_ENDPOINT_URL'] || undefined;
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const stage = stageFlag ?? (environment['CONTACTS_STAGE'] || (isLocal ? 'local' : 'dev'));
  if (!/^[A-Za-z0-9-]{1,60}$/.test(stage)) {
    throw new UsageError(`the stage ${JSON.stringify(stage)} cannot be: it has letters, digits and hyphens`);
  }
  const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || (isLocal ? 'us-east-1' : undefined);
  const hasCredentials = CREDENTIAL_VARIABLES.some((name) => environment[name]);
  return {
    stage,
    serviceName: `alternate-contacts-${stage}`,
    endpoint,
    client: {
      ...(region !== undefined && { region }),
      ...(isLocal && !hasCredentials && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    },
  };
}

function isLoopback(endpoint: string): boolean {
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw new UsageError(
      `AWS_ENDPOINT_URL is ${JSON.stringify(endpoint)}: it must be a URL such as http://localhost:4566`,
    );
  }
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(endpoint).hostname);
}
