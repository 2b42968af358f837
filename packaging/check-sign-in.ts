/**
 * A plugin of the Serverless Framework: refuses to package a policy whose approvers must sign in, as long as the deployment
 * does not say where.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingSignIn } from '../schemas/sign-in.ts';

interface Serverless {
  serviceDir: string;
  service: { functions: Record<string, { environment?: Record<string, unknown> }> };
  classes: { Error: new (message: string) => Error };
}

export default class CheckSignIn {
  readonly hooks = { 'before:package:initialize': () => this.#check() };
  readonly #serverless: Serverless;

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
  }

  #check(): void {
    const { serviceDir, service, classes } = this.#serverless;
    const policy = JSON.parse(readFileSync(join(serviceDir, 'schemas/compiled/policy/policy.json'), 'utf8'));
    const environment = service.functions['begin-sign-in']?.environment ?? {};
    const missing = missingSignIn(policy, {
      signInIssuer: String(environment['SIGN_IN_ISSUER'] ?? ''),
      signInClientId: String(environment['SIGN_IN_CLIENT_ID'] ?? ''),
    });
    if (missing !== undefined) throw new classes.Error(`The service cannot be packaged: ${missing}`);
  }
}
