import { checkPortIsFree } from 'embedded-aws/net/ports.ts';
import type { DeploymentParams } from './package/deployment-params.ts';
import type { LocalPolicy } from './policy.ts';
import type { Settings } from './settings.ts';

/** Where approvers sign in. */
export interface SignIn {
  /** What a deployment must say about the identity provider. */
  params: DeploymentParams;
  stop(): void;
}

/**
 * Starts the identity provider if a rule of the policy wants approvers to sign in, and the settings name no other provider.
 * @throws BusyPortError
 */
export async function startSignIn(
  { signInPort: port, httpPort, deploymentParams }: Settings,
  { whoSignsIn: people }: LocalPolicy,
): Promise<SignIn | undefined> {
  if (people.length === 0 || deploymentParams['signInIssuer'] !== undefined) return undefined;
  await checkPortIsFree(port, 'SIGN_IN_PORT');
  // Loading it takes a while, and most policies need none.
  const { CLIENT_ID, issuerOn, startIdentityProvider } = await import('./identity-provider.ts');
  const { stop } = await startIdentityProvider({ port, people, redirectUri: `http://localhost:${httpPort}/sign-in` });
  return { params: { signInIssuer: issuerOn(port), signInClientId: CLIENT_ID }, stop };
}
