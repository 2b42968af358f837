import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CampaignSteering } from '../../schemas/compiled/campaign-steering.js';
import type { Cancellation } from '../../schemas/compiled/cancellation.js';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { RefusedError } from '../errors.ts';
import type { Signed } from '../signed.ts';
import { type ApiAnswer, refusalOf } from './api-answer.ts';
import { call } from './call.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';

/** May leave out who steers, who then is the person who signs. */
type SignedSteering = Omit<CampaignSteering, 'by'> & Partial<Pick<CampaignSteering, 'by'>>;

/** The service's API. Every call is signed with the caller's credentials. */
export interface Api {
  /**
   * @throws InvalidRequestError when the service finds something wrong with the request, RefusedError when it does not know
   * the caller, or the request names somebody else.
   */
  sendRequest(request: Signed<ChangeRequest>): Promise<void>;
  /** @throws RefusedError when nobody can cancel the request any more, or only somebody else. */
  cancelRequest(cancellation: Signed<Cancellation>): Promise<void>;
  /**
   * Pauses, resumes or cancels a campaign whose changes are being applied.
   * @throws RefusedError when it is none, or somebody else must do it.
   */
  steerCampaign(steering: SignedSteering): Promise<void>;
}

/** What the API's calls need in an IAM policy. */
const ACTION = 'execute-api:Invoke';
const PATIENCE_MILLISECONDS = 30_000;

export function connectApi({ client, serviceName }: Settings): Api {
  const systemsManager = new SSMClient(client);
  const url = once(() => readUrl(systemsManager, `/${serviceName}/api-url`));
  const post = async (path: string, body: object) => {
    const answer = await send(systemsManager, `${await url()}${path}`, JSON.stringify(body));
    const refusal = refusalOf(answer, ACTION);
    if (refusal) throw refusal;
  };
  return {
    sendRequest: (request) => post('/requests', request),
    cancelRequest: (cancellation) => post('/cancellations', cancellation),
    steerCampaign: (steering) => post('/campaigns', steering),
  };
}

/** The deployment keeps the address of its API in a parameter. */
async function readUrl(systemsManager: SSMClient, Name: string): Promise<string> {
  const { Parameter } = await call('ssm:GetParameter', () => systemsManager.send(new GetParameterCommand({ Name })));
  const url = Parameter?.Value ?? '';
  if (URL.canParse(url)) return url.replace(/\/$/, '');
  throw new RefusedError(`the parameter ${Name} does not hold the address of the API: deploy the service again`);
}

/** Signs with the credentials and for the region that the SDK has found. */
async function send({ config }: SSMClient, url: string, body: string): Promise<ApiAnswer> {
  const { host, hostname, pathname, protocol } = new URL(url);
  return call(ACTION, async () => {
    const { credentials, region, sha256 } = config;
    const signer = new SignatureV4({ service: 'execute-api', credentials, region, sha256 });
    const headers = { host, 'content-type': 'application/json' };
    const request = { method: 'POST', protocol, hostname, path: pathname, headers, body };
    const { host: _, ...signed } = (await signer.sign(request)).headers;
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const response = await fetch(url, { method: 'POST', headers: signed, body, signal });
    return { status: response.status, text: await response.text() };
  });
}
