import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import CheckDeployment from '../../../packaging/check-deployment.ts';
import { deployment, NAMED } from './deployment.ts';

let serviceDir: string;

beforeEach(async () => {
  serviceDir = await mkdtemp(join(tmpdir(), 'service-'));
});
afterEach(() => rm(serviceDir, { recursive: true }));

/** The plugin in a framework that has read this deployment. */
async function plugin(the: Parameters<typeof deployment>[0], resources = {}) {
  const { stage, given, params, parameters, policy } = deployment(the);
  await mkdir(join(serviceDir, 'schemas/compiled/policy'), { recursive: true });
  await writeFile(join(serviceDir, 'schemas/compiled/policy/policy.json'), JSON.stringify(policy));
  const { hooks } = new CheckDeployment({
    serviceDir,
    processedInput: { options: { param: Object.entries(given).map(([name, value]) => `${name}=${value}`) } },
    configurationInput: { params },
    service: {
      provider: { stage, compiledCloudFormationTemplate: { Resources: resources } },
      resources: { Parameters: parameters },
    },
    classes: { Error },
  });
  return { hooks, parameters };
}

describe('packaging', () => {
  it('is refused with all that is wrong before anything is made', async () => {
    const { hooks } = await plugin({ given: { senderIdentity: 'acme.test', organizationId: 'none' }, own: {} });
    expect(hooks['before:package:initialize']).toThrow(
      /^The service cannot be packaged \(see docs\/deploy\.md\):\n- senderAddress is not set, /,
    );
  });

  it('reads a value with = in it', async () => {
    const { hooks } = await plugin({ given: { ...NAMED, signInClientId: 'a=b=' } });
    expect(hooks['before:package:initialize']).not.toThrow();
  });

  it('makes texts of what YAML has read as something else', async () => {
    const { hooks, parameters } = await plugin({ given: NAMED, own: { retentionDays: 800, githubCloses: true } });
    hooks['before:package:initialize']();
    expect(parameters).toMatchObject({ RetentionDays: { Default: '800' }, GithubCloses: { Default: 'true' } });
  });

  it('is refused when the stage makes a name too long', async () => {
    const stage = 'a-stage-that-is-much-too-long';
    const rule = { Type: 'AWS::Events::Rule', Properties: { Name: `alternate-contacts-${stage}-change-requested` } };
    const { hooks } = await plugin({ stage, given: NAMED }, { ChangeRequestedRule: rule });
    expect(hooks['after:aws:package:finalize:mergeCustomProviderResources']).toThrow(
      /ChangeRequestedRule .* a stage of at most 28 characters$/,
    );
  });

  it('goes on when every name is short enough', async () => {
    const { hooks } = await plugin({ given: NAMED });
    expect(hooks['after:aws:package:finalize:mergeCustomProviderResources']).not.toThrow();
  });
});
