import validateDefinition from 'asl-validator';
import { isObject, resourcesOf, type Template } from './template.ts';

/** What is wrong with the definitions of the state machines, or that there is none. */
export function definitionProblems(template: Template): string[] {
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  if (machines.length === 0) return ['the template holds no state machine'];
  return machines.flatMap(({ id, properties }) =>
    validateDefinition(substituted(properties)).errors.map(
      (error) => `${id} ${error['Error code']}: ${error['Message']} ${error.path ?? ''}`,
    ),
  );
}

/** The definition with a sample in place of each substitution; one that has no value stays, and is an error. */
function substituted({ Definition, DefinitionSubstitutions }: Record<string, unknown>) {
  const known = isObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {};
  const text = JSON.stringify(Definition).replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    if (!(name in known)) return placeholder;
    if (name === 'Partition') return 'aws';
    return name.endsWith('Url')
      ? 'https://sqs.us-east-1.amazonaws.com/111111111111/queue'
      : `arn:aws:lambda:us-east-1:111111111111:function:${name}`;
  });
  return JSON.parse(text);
}
