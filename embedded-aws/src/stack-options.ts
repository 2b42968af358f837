import type { StandIn } from './endpoint/stand-in.ts';
import type { JsonObject } from './json.ts';
import type { InitialContacts } from './services/account/account.ts';
import type { AccountQuotas } from './services/account/quotas.ts';
import type { OrganizationDefinition } from './services/organizations/organization.ts';
import type { SecretValues } from './template/secret-values.ts';

export interface StackOptions {
  /** The compiled CloudFormation template. */
  template: JsonObject;
  /** The name of the stack, as CloudFormation knows it. */
  stackName: string;
  /** Contains a zip file for each function and layer, named like the last part of its S3 key in the template. */
  packageDir: string;
  /** Replaces the contents of files in the layers: `{ '/opt/config.json': '{}' }`. */
  layerFiles?: Record<string, string>;
  /** Where the stack may create a directory; serverless-offline must be installed there or in a parent directory. */
  workDir: string;
  /**
   * Where the stack keeps tables, contacts, executions, queues, keys, secrets and mails for its next run, even if it is
   * killed. The next run may have another package: executions go on with the definition that they were started with.
   */
  stateDir?: string | undefined;
  httpPort: number;
  awsPort: number;
  inboxPort: number;
  /** Multiplies retry intervals, waits and task timeouts of the state machines. */
  timeScale: number;
  accountQuotas: AccountQuotas;
  /** Lets as many tasks run as on AWS, in modelled time; without it, as many as the machine can. */
  lambda?: LambdaModel | undefined;
  /** The account that the stack runs in. */
  accountId: string;
  organization: OrganizationDefinition;
  /** Without it, no account has a contact. */
  initialContacts?: InitialContacts | undefined;
  secretValues: SecretValues;
  /** Answer in place of outside systems. */
  standIns: StandIn[];
  /** Takes every line that the functions log. */
  log(line: string): void;
  /** Called when the functions' process ends by itself. */
  onExit(error: Error): void;
}

/** How Lambda and its time are modelled. */
export interface LambdaModel {
  /** How many invocations the account may run at a time. */
  concurrency: number;
  /** How much faster than real time the clock may run. */
  clockSpeed: number;
  /** Scripts may be run whose modules are below this directory. */
  scriptsDir?: string;
}
