import type { StandIn } from './endpoint/stand-in.ts';
import type { JsonObject } from './json.ts';
import type { AccountQuotas } from './services/account/quotas.ts';
import type { OrganizationDefinition } from './services/organizations/organization.ts';
import type { SecretValues } from './template/secret-values.ts';

/** What a stack is started from. */
export interface StackOptions {
  /** The compiled CloudFormation template. */
  template: JsonObject;
  /** Holds a zip file for each function and layer, named as the template's S3 keys end. */
  packageDir: string;
  /** Contents for files of the layers, in place of what their zip files have: `{ '/opt/policy.json': '{}' }`. */
  layerFiles?: Record<string, string>;
  /** Where the stack may make a directory of its own; serverless-offline must be installed in it or above it. */
  workDir: string;
  httpPort: number;
  awsPort: number;
  inboxPort: number;
  /** Multiplies retry intervals, waits and task timeouts of the state machines. */
  timeScale: number;
  accountQuotas: AccountQuotas;
  /** The account that the stack runs in. */
  accountId: string;
  organization: OrganizationDefinition;
  secretValues: SecretValues;
  /** Answer in place of outside systems. */
  standIns: StandIn[];
  /** Takes every line that the functions log. */
  log(line: string): void;
  /** Called when the functions' process ends by itself. */
  onExit(error: Error): void;
}
