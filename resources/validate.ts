/**
 * Validates what would be deployed, offline: each template with AWS's own validator, AWS's resource specification and AWS's
 * service authorization reference, where events could be lost, and the definition of the state machine. Ends with 1 when there
 * is an error, or a warning that is not accepted with its reason.
 */
import { basename } from 'node:path';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { awsFindings } from './validation/aws-validator.ts';
import { definitionProblems } from './validation/definition-problems.ts';
import { deliveryProblems } from './validation/delivery-problems.ts';
import { accept, type Findings } from './validation/findings.ts';
import { iamProblems } from './validation/iam-problems.ts';
import { specificationProblems } from './validation/specification-problems.ts';
import { readTemplate } from './validation/template.ts';

const SERVICE = '.serverless/cloudformation-template-update-stack.json';
const OTHERS = ['resources/management-account-forwarder.yml'];

/** Where the reference differs from AWS, or a policy names more than it has to. */
const ACCEPTED_POLICIES = {
  // https://github.com/aws/aws-cdk/pull/8486
  'states:SendTaskSuccess is about none of arn:aws:states':
    'the reference names no resource, but AWS evaluates the state machine',
  'organizations:': 'each account of the organization, and each unit above it, can be asked about',
};

const specification = await loadAwsServiceSpec();
for (const file of [SERVICE, ...OTHERS]) {
  const template = await readTemplate(file);
  report(`${basename(file)}, AWS's validator`, awsFindings(file));
  report('  resource specification', accept(specificationProblems(template, specification), {}));
  report('  service authorization reference', accept(await iamProblems(template, specification), ACCEPTED_POLICIES));
  report('  delivery of events', accept(deliveryProblems(template), {}));
  if (file === SERVICE) report('  definition of the state machine', accept(definitionProblems(template), {}));
}

function report(check: string, { problems, accepted }: Findings): void {
  console.log(`${check}: ${problems.length} problems`);
  for (const reason of accepted) console.log(`    accepted: ${reason}`);
  for (const problem of problems) console.error(`    ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
