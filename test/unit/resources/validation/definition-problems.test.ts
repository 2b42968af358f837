import { describe, expect, it } from 'vitest';
import { definitionProblems } from '../../../../resources/validation/definition-problems.ts';
import type { Template } from '../../../../resources/validation/template.ts';

function machineWith(Resource: string, DefinitionSubstitutions: object): Template {
  const Definition = { StartAt: 'One', States: { One: { Type: 'Task', Resource, End: true } } };
  return {
    Resources: {
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition, DefinitionSubstitutions } },
    },
  };
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: as a definition writes it
const FUNCTION = '${OneFunctionArn}';

describe('the check of definitions', () => {
  it('finds nothing when each substitution has a value', () => {
    expect(definitionProblems(machineWith(FUNCTION, { OneFunctionArn: { Ref: 'One' } }))).toEqual([]);
  });

  it('finds a substitution without a value', () => {
    expect(definitionProblems(machineWith(FUNCTION, {}))).toEqual(['Machine: nothing stands for OneFunctionArn']);
  });

  it('finds that there is no state machine', () => {
    expect(definitionProblems({ Resources: {} })).toEqual(['the template holds no state machine']);
  });
});
