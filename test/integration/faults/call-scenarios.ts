import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from 'embedded-aws/lambda/sha256.ts';
import { REQUESTER } from '../requester.ts';
import { visiting } from './page-scenarios.ts';
import { SYSTEM } from './policy.ts';
import { goThrough, outcomeOf, track } from './requests.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

export type Caller = 'person' | 'user' | 'role';

/** A request by a signed call, sent again if it was not answered as it should be. */
const requested =
  (caller: Caller): Scenario =>
  async (world, tried) => {
    const contact = world.newContact();
    const { requestedBy: _, ...request } = world.newRequest(SYSTEM.alone, contact);
    const tracked = await track(world, request.requestId, SYSTEM.alone, contact);
    const send = await signedCaller(world, caller);
    await tried.begin();
    const first = await send('/requests', request);
    await tried.end();
    const again = first >= 500 ? await send('/requests', request) : first;
    if (again < 300) await goThrough(tracked, 'approve');
    const outcome = await outcomeOf(tracked, String(first));
    return { ...outcome, delay: first >= 500 && again >= 500 ? `again ${again}` : outcome.delay };
  };

export const requestedByPerson = requested('person');
export const requestedByUser = requested('user');
export const requestedByRole = requested('role');

const cancelledBy = (caller: Caller, isLast: boolean): Scenario =>
  visiting({
    act: async ({ world, tracked: { requestId } }) =>
      (await signedCaller(world, caller))('/cancellations', { requestId, reason: 'no' }),
    isLast,
  });

export const cancelledByPerson = cancelledBy('person', true);
export const cancelledByUser = cancelledBy('user', false);
export const cancelledByRole = cancelledBy('role', false);

/** Calls the HTTP API with a signature. @returns the status of the answer */
export async function signedCaller(world: World, caller: Caller, name = REQUESTER) {
  const { httpApiUrl } = world.stack;
  const credentials = await credentialsOf(world, caller, name);
  const signer = new SignatureV4({ service: 'execute-api', region: 'us-east-1', credentials, sha256: Sha256 });
  return async (path: string, content: object): Promise<number> => {
    const { host, hostname, protocol } = new URL(httpApiUrl);
    const body = JSON.stringify(content);
    const headers = { host, 'content-type': 'application/json' };
    const signed = await signer.sign({ method: 'POST', protocol, hostname, path, headers, body });
    return (await fetch(`${httpApiUrl}${path}`, { method: 'POST', headers: signed.headers, body })).status;
  };
}

async function credentialsOf({ stack }: World, caller: Caller, RoleSessionName: string) {
  const local = { accessKeyId: 'local', secretAccessKey: 'local' };
  if (caller === 'user') return local;
  const sts = new STSClient({ ...stack.client, credentials: local });
  const RoleArn = `arn:aws:iam::111111111111:role/${caller === 'person' ? 'AWSReservedSSO_Operators_0123456789abcdef' : 'release'}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
