/**
 * A plugin of the Serverless Framework: refuses to package, and so to deploy, what AWS would refuse half way, or what would
 * run and not work. Nothing has been uploaded by then.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploymentProblems } from './deployment-problems.ts';
import { type NamedResource, stageLengthProblem } from './name-lengths.ts';
import type { Parameters } from './parameters.ts';

interface Serverless {
  serviceDir: string;
  processedInput: { options: { param?: string[] } };
  configurationInput: { params?: Record<string, Record<string, unknown>> };
  service: {
    provider: { stage: string; compiledCloudFormationTemplate?: { Resources: Record<string, NamedResource> } };
    resources: { Parameters?: Parameters };
  };
  classes: { Error: new (message: string) => Error };
}

export default class CheckDeployment {
  readonly hooks = {
    'before:package:initialize': () => this.#checkParameters(),
    // The first moment at which the template is whole.
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.#checkNames(),
  };
  readonly #serverless: Serverless;

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
  }

  #checkParameters(): void {
    const { serviceDir, service, processedInput, configurationInput } = this.#serverless;
    const parameters = service.resources.Parameters ?? {};
    const problems = deploymentProblems({
      stage: service.provider.stage,
      given: givenParams(processedInput.options.param ?? []),
      params: configurationInput.params ?? {},
      parameters,
      policy: JSON.parse(readFileSync(join(serviceDir, 'schemas/compiled/policy/policy.json'), 'utf8')),
    });
    this.#refuse(problems);
    // YAML makes numbers and booleans of some; to CloudFormation, all are texts.
    for (const parameter of Object.values(parameters)) parameter.Default = String(parameter.Default);
  }

  #checkNames(): void {
    const { stage, compiledCloudFormationTemplate } = this.#serverless.service.provider;
    const problem = stageLengthProblem(compiledCloudFormationTemplate?.Resources ?? {}, stage);
    this.#refuse(problem === undefined ? [] : [problem]);
  }

  #refuse(problems: string[]): void {
    if (problems.length === 0) return;
    const lines = problems.map((problem) => `\n- ${problem}`);
    throw new this.#serverless.classes.Error(`The service cannot be packaged (see docs/deploy.md):${lines.join('')}`);
  }
}

/** Of `name=value`, as the framework reads it. */
function givenParams(options: string[]): Record<string, string> {
  return Object.fromEntries(
    options.map((option) => {
      const end = option.indexOf('=');
      return [option.slice(0, end), option.slice(end + 1)];
    }),
  );
}
