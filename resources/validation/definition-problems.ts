import validateDefinition from 'asl-validator';
import { isObject, type JsonObject, resourcesOf, type Template } from './template.ts';

const SAMPLE_FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:sample';

/** What is wrong with the definitions of the state machines, or that there is none. */
export function definitionProblems(template: Template): string[] {
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  if (machines.length === 0) return ['the template holds no state machine'];
  return machines.flatMap(({ id, properties }) => [
    ...missingSubstitutions(properties).map((name) => `${id}: nothing stands for ${name}`),
    ...validateDefinition(substituted(properties)).errors.map(
      (error) => `${id} ${error['Error code']}: ${error['Message']} ${error.path ?? ''}`,
    ),
  ]);
}

function missingSubstitutions({ Definition, DefinitionSubstitutions }: JsonObject): string[] {
  const known = isObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {};
  const names = [...JSON.stringify(Definition).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !(name in known));
}

/** The definition with a sample in place of each substitution. */
function substituted({ Definition }: JsonObject) {
  const text = JSON.stringify(Definition).replace(/\$\{(\w+)\}/g, (_, name: string) => {
    if (name === 'Partition') return 'aws';
    return name.endsWith('Url') ? 'https://sqs.us-east-1.amazonaws.com/111111111111/queue' : SAMPLE_FUNCTION;
  });
  return JSON.parse(text);
}
