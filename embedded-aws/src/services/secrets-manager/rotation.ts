import type { Invoke } from '../../lambda/invoker.ts';

/** A secret that is to get a new value. */
export interface Rotation {
  secret: { arn: string; name: string };
  functionArn: string;
  /** The id of the new version. */
  token: string;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** Calls the function for each step of a rotation. One that fails ends it, and the secret stays as it is. */
export async function rotate({ secret, functionArn, token }: Rotation, invoke: Invoke): Promise<void> {
  try {
    for (const Step of STEPS) {
      await invoke(functionArn, { SecretId: secret.arn, ClientRequestToken: token, Step, RotationToken: token });
    }
  } catch (error) {
    console.error(`The secret ${secret.name} was not rotated:`, error);
  }
}
