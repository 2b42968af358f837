import { once } from 'node:events';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { CompactList } from '../../../../src/compact-list.ts';
import { CallLog } from '../../../../src/endpoint/call-log.ts';
import type { Controlled } from '../../../../src/endpoint/control.ts';
import { createAnswers, createEndpoint } from '../../../../src/endpoint/endpoint.ts';
import { Faults } from '../../../../src/endpoint/faults.ts';
import { Access } from '../../../../src/iam/access.ts';
import type { Statement } from '../../../../src/iam/decide.ts';
import { RoleSessions, type TemporaryCredentials } from '../../../../src/iam/role-sessions.ts';
import { SendingAccount } from '../../../../src/mail/sending-account.ts';
import { ObjectStore } from '../../../../src/services/s3/object-store.ts';
import { createS3Service } from '../../../../src/services/s3/s3.ts';
import { functionModel, STACK_ACCOUNT } from '../../models.ts';

export const BUCKET = { name: 'papers', arn: 'arn:aws:s3:::papers', expirations: [] };

const ROLE = { arn: 'arn:aws:iam::111111111111:role/reader', name: 'reader', tags: [] };

export interface S3Endpoint {
  objects: ObjectStore;
  controlled: Controlled;
  url: string;
  /** A client of the user `local`, or of another access key; one attempt, so that a test sees every error. */
  client(accessKeyId?: string, config?: S3ClientConfig): S3Client;
  /** Credentials of a session of the role of `reader`. */
  assumeReader(): TemporaryCredentials;
  stop(): Promise<void>;
}

/**
 * An endpoint that has S3 alone, with one bucket.
 * @param statements of the role of the function `reader`
 * @param policy of the bucket
 */
export async function startS3(statements: Statement[] = [], policy: Statement[] = []): Promise<S3Endpoint> {
  const objects = new ObjectStore([BUCKET]);
  const sessions = new RoleSessions();
  const access = new Access({
    account: STACK_ACCOUNT,
    roles: [{ ...ROLE, statements }],
    functions: [functionModel({ name: 'reader', roleArn: ROLE.arn })],
    resourcePolicies: [{ resource: BUCKET.arn, statements: policy, decidesAlone: false }],
    sessions,
  });
  const controlled: Controlled = {
    faults: new Faults(),
    calls: new CallLog(),
    standIns: [],
    sendingAccount: new SendingAccount(),
    events: new CompactList(),
    modelled: undefined,
    endThreads: async () => ({ ended: 0, running: 0 }),
    health: undefined,
  };
  const services = [createS3Service({ objects, access })];
  const server = createEndpoint(createAnswers({ services, access, controlled }), controlled);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const client = (accessKeyId = 'local', config: S3ClientConfig = {}) =>
    new S3Client({
      endpoint: url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: 'local' },
      ...config,
    });
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const assumeReader = () => {
    const arn = 'arn:aws:sts::111111111111:assumed-role/reader/jane';
    return sessions.begin({ accountId: STACK_ACCOUNT.id, arn, userId: 'AROAreader:jane' }, 900);
  };
  return { objects, controlled, url, client, assumeReader, stop };
}
