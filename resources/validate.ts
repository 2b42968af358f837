/**
 * Validates what would be deployed, offline: the compiled template and those for the management account with AWS's own validator, and the
 * definition of the state machine. Ends with 1 when there is an error, or a warning that is not listed here with its reason.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { RegoEngine, type StandardDiagnostic, TemplateFile } from '@aws/cloudformation-validate';
import validateDefinition from 'asl-validator';

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';
/** Stacks for the management account. */
const OTHERS = ['resources/management-account-forwarder.yml', 'resources/management-account-role.yml'];

/** Warnings that are accepted, by rule, with the reason. */
const ACCEPTED_WARNINGS: Record<string, string> = {
  W3005: 'Serverless Framework writes a DependsOn beside the reference that says the same; it is redundant, not wrong',
};

const templateProblems = [TEMPLATE, ...OTHERS].flatMap(validateTemplate);
const definitionProblems = await validateStateMachines();
for (const problem of [...templateProblems, ...definitionProblems]) console.error(problem);
process.exitCode = templateProblems.length + definitionProblems.length > 0 ? 1 : 0;

function validateTemplate(file: string): string[] {
  const engine = new RegoEngine();
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(file));
    const telling = diagnostics.filter(({ severity }) => severity !== 'INFO' && severity !== 'DEBUG');
    const accepted = telling.filter(({ ruleId }) => ruleId in ACCEPTED_WARNINGS);
    const problems = telling.filter(({ ruleId }) => !(ruleId in ACCEPTED_WARNINGS)).map(describe);
    console.log(`${basename(file)}: ${problems.length} problems, ${accepted.length} accepted warnings`);
    for (const rule of new Set(accepted.map(({ ruleId }) => ruleId)))
      console.log(`  ${rule}: ${ACCEPTED_WARNINGS[rule]}`);
    return problems;
  } finally {
    engine.free();
  }
}

function describe({ severity, ruleId, message, entity, propertyPath }: StandardDiagnostic): string {
  return `${severity} ${ruleId} ${entity?.logicalId ?? ''} ${propertyPath ?? ''}: ${message}`;
}

interface StateMachine {
  Properties: { Definition: Record<string, unknown>; DefinitionSubstitutions: Record<string, unknown> };
}

async function validateStateMachines(): Promise<string[]> {
  const { Resources: resources }: { Resources: Record<string, { Type: string }> } = JSON.parse(
    await readFile(TEMPLATE, 'utf8'),
  );
  const machines = Object.entries(resources).flatMap(([id, resource]) =>
    isStateMachine(resource) ? [{ id, definition: substituted(resource) }] : [],
  );
  if (machines.length === 0) return ['The template holds no state machine'];
  return machines.flatMap(({ id, definition }) => {
    const { errors } = validateDefinition(definition);
    console.log(`Definition of ${id}: ${errors.length} problems`);
    return errors.map((error) => `${id} ${error['Error code']}: ${error['Message']} ${error.path ?? ''}`);
  });
}

function isStateMachine(resource: { Type: string }): resource is { Type: string } & StateMachine {
  return resource.Type === 'AWS::StepFunctions::StateMachine';
}

/** The definition with an ARN or a URL in place of each substitution; one that has no value stays, and is an error. */
function substituted({ Properties }: StateMachine) {
  const text = JSON.stringify(Properties.Definition).replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    if (!(name in Properties.DefinitionSubstitutions)) return placeholder;
    if (name === 'Partition') return 'aws';
    return name.endsWith('Url')
      ? 'https://sqs.us-east-1.amazonaws.com/111111111111/queue'
      : `arn:aws:lambda:us-east-1:111111111111:function:${name}`;
  });
  return JSON.parse(text);
}
