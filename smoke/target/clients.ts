import { AccountClient } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { listenTo } from '../recording/listen.ts';

/** Where the clients of the SDK send their calls; without an endpoint and credentials, as every AWS SDK finds them. */
export interface ClientSettings {
  region: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The APIs that the scenario uses; what they answer can be recorded. */
export interface Clients {
  /** Tries each call once, so that a throttled one is seen. */
  account: AccountClient;
  /** Waits for its turn. */
  patientAccount: AccountClient;
  events: EventBridgeClient;
  states: SFNClient;
  queues: SQSClient;
  secrets: SecretsManagerClient;
  table: DynamoDBClient;
}

const PATIENT_ATTEMPTS = 10;

/** Makes the clients; nothing is called yet. They find global services, such as Account Management, from any region. */
export function createClients(settings: ClientSettings): Clients {
  return {
    account: listenTo(new AccountClient({ ...settings, maxAttempts: 1 })),
    patientAccount: new AccountClient({ ...settings, maxAttempts: PATIENT_ATTEMPTS }),
    events: listenTo(new EventBridgeClient(settings)),
    states: listenTo(new SFNClient({ ...settings, maxAttempts: PATIENT_ATTEMPTS })),
    queues: listenTo(new SQSClient(settings)),
    secrets: listenTo(new SecretsManagerClient(settings)),
    table: new DynamoDBClient(settings),
  };
}
