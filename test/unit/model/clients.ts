import { AccountClient } from '@aws-sdk/client-account';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { World } from './world.ts';

const CLIENTS = {
  dynamodb: DynamoDBDocumentClient,
  ses: SESv2Client,
  events: EventBridgeClient,
  states: SFNClient,
  account: AccountClient,
  kms: KMSClient,
  organizations: OrganizationsClient,
  s3: S3Client,
};

/**
 * Makes the SDK's clients call the current world. Spies would keep every call of thousands of sequences.
 * @returns a function that restores the clients
 */
export function connectClients(): () => void {
  const restorers = Object.entries(CLIENTS).map(([service, { prototype }]) => {
    const value = async (command: { constructor: { name: string }; input: object }) =>
      World.current?.answer(service, { name: command.constructor.name, input: structuredClone({ ...command.input }) });
    Object.defineProperty(prototype, 'send', { value, configurable: true });
    return () => Reflect.deleteProperty(prototype, 'send');
  });
  return () => {
    for (const restore of restorers) restore();
  };
}
