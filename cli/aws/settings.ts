import { LONGEST_STAGE, STAGE_CHARACTERS } from '../../schemas/stage-name.ts';
import { UsageError } from '../errors.ts';

/** Keys of AWS; those of a session have a token, and expire. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** Which deployment of the service to use, and how to reach it. */
export interface Settings {
  stage: string;
  /** `alternate-contacts-<stage>`: the name of the event bus and the table, and the prefix of the state machine's. */
  serviceName: string;
  /** The endpoint that replaces AWS. */
  endpoint: string | undefined;
  /** What the SDK's clients must be told; they find the rest in their own provider chain. */
  client: { region?: string; credentials?: Credentials | (() => Promise<Credentials>) };
}

/**
 * With one of these, the SDK finds credentials that mean something to the embedded AWS: those of a session. It has one user
 * only, whose keys sign for whatever other keys the environment names.
 */
const SESSION_VARIABLES = [
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/**
 * Settings from the flag `--stage` and the environment. With an endpoint on this machine (the embedded AWS), nothing else
 * needs to be set.
 * @throws UsageError when a setting makes no sense.
 */
export function settingsOf(stageFlag: string | undefined, environment: NodeJS.ProcessEnv): Settings {
  const endpoint = environment['AWS_ENDPOINT_URL'] || undefined;
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const stage = stageFlag ?? (environment['CONTACTS_STAGE'] || (isLocal ? 'local' : 'dev'));
  if (!STAGE_CHARACTERS.test(stage) || stage.length > LONGEST_STAGE) {
    throw new UsageError(
      `the stage ${JSON.stringify(stage)} is not valid: use up to ${LONGEST_STAGE} lower-case letters, digits and hyphens`,
    );
  }
  const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || (isLocal ? 'us-east-1' : undefined);
  const hasSession = SESSION_VARIABLES.some((name) => environment[name]);
  return {
    stage,
    serviceName: `alternate-contacts-${stage}`,
    endpoint,
    client: {
      ...(region !== undefined && { region }),
      ...(isLocal && !hasSession && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
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
