/**
 * Validates what would be deployed, offline: each template with AWS's own validator, AWS's resource specification and AWS's
 * service authorization reference, where events could be lost, the definition of the state machine, and what the deployer may
 * do. Ends with 1 when there is an error, or a warning that is not accepted with its reason.
 */
import { basename } from 'node:path';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { awsFindings } from './validation/aws-validator.ts';
import { definitionProblems } from './validation/definition-problems.ts';
import { deliveryProblems } from './validation/delivery-problems.ts';
import { deployerProblems } from './validation/deployer-problems.ts';
import { accept, type Findings } from './validation/findings.ts';
import { iamProblems } from './validation/iam-problems.ts';
import { conclusion, reportLines } from './validation/report.ts';
import { specificationProblems } from './validation/specification-problems.ts';
import { readTemplate } from './validation/template.ts';

const SERVICE = '.serverless/cloudformation-template-update-stack.json';
const DEPLOYER = 'resources/deployer.yml';
const OTHERS = ['resources/management-account-forwarder.yml', 'resources/management-account-role.yml', DEPLOYER];

/** Where the reference differs from AWS, or a policy names more than it has to. */
const ACCEPTED_POLICIES = {
  // https://github.com/aws/aws-cdk/pull/8486
  'states:SendTaskSuccess is about none of arn:aws:states':
    'the reference names no resource, but AWS evaluates the state machine',
  'no action of the statement is about arn:aws:apigateway:us-east-1::/apis (Deploy':
    'the reference tells actions of HTTP APIs and REST APIs not apart: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html',
  'organizations:': 'each account of the organization, and each unit above it, can be asked about',
};

let problemCount = 0;
const specification = await loadAwsServiceSpec();
for (const file of [SERVICE, ...OTHERS]) {
  const template = await readTemplate(file);
  report(`${basename(file)}, AWS's validator`, awsFindings(file));
  report('  resource specification', accept(specificationProblems(template, specification), {}));
  report('  service authorization reference', accept(await iamProblems(template, specification), ACCEPTED_POLICIES));
  report('  delivery of events', accept(deliveryProblems(template), {}));
  if (file !== SERVICE) continue;
  report('  definition of the state machine', accept(definitionProblems(template), {}));
  report('  permissions to deploy it', accept(deployerProblems(template, await readTemplate(DEPLOYER)), {}));
}

console.log(`\n${conclusion(problemCount)}`);
if (problemCount > 0) process.exitCode = 1;

function report(check: string, findings: Findings): void {
  for (const line of reportLines(check, findings)) console.log(line);
  problemCount += findings.problems.length;
}
