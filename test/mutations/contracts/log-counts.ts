import { resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { awsCallsOf } from '../../unit/contract/aws-calls.ts';
import { readSource } from '../../unit/contract/sources.ts';
import { deployedFunctions } from '../access/function-calls.ts';

/** Finds lines of logs that must be counted and are not: mails that SES refuses for their sender, and keys of webhooks that change. */
export function logCountProblems(template: Template): string[] {
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter').map(
    ({ properties }) => `${valueAt(properties['LogGroupName'], 'Ref')} ${properties['FilterPattern']}`,
  );
  return deployedFunctions(template)
    .flatMap(({ id, name }) =>
      patternsOf(name).map((pattern) => `${id.replace(/LambdaFunction$/, 'LogGroup')} ${pattern}`),
    )
    .filter((wanted) => !filters.includes(wanted))
    .map((wanted) => `nothing counts ${wanted}`);
}

const found = new Map<string, string[]>();

function patternsOf(name: string): string[] {
  const patterns = found.get(name) ?? readPatterns(`functions/${name}.ts`);
  found.set(name, patterns);
  return patterns;
}

function readPatterns(path: string): string[] {
  const mails = awsCallsOf(path).some(({ action }) => action === 'ses:SendEmail');
  const changes = [...readSource(path).matchAll(/keyChange: '(\w+)'/g)].map(([, change]) => change);
  return [
    ...(mails ? ['{ $.error = "SenderRefusedError" }'] : []),
    ...changes.map((change) => `{ $.keyChange = "${change}" }`),
  ];
}
