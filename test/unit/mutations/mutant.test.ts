import { describe, expect, it } from 'vitest';
import { definitionMutants } from '../../mutations/mutants/definition.ts';
import { mutated } from '../../mutations/mutants/mutant.ts';
import { permissionMutants } from '../../mutations/mutants/permissions.ts';

const allow = (more: object) => ({ Effect: 'Allow', Resource: '*', ...more });
const role = (statements: unknown[]) => ({
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement: statements } }] } },
  },
});
const statementsOf = (template: object) => JSON.stringify(template).match(/"Statement":(\[.*\])\}\}\]/)?.[1];

describe('a mutant', () => {
  const [both, one] = [allow({ Action: ['s3:Get', 's3:Put'] }), allow({ Action: 'kms:Sign' })];
  const template = role([both, one]);

  it('lacks one action of several, or the statement of its only one, and nothing else', () => {
    const left = permissionMutants(template).map((mutant) => statementsOf(mutated(template, mutant)));
    expect(left).toEqual(
      [[allow({ Action: ['s3:Put'] }), one], [allow({ Action: ['s3:Get'] }), one], [both]].map((statements) =>
        JSON.stringify(statements),
      ),
    );
  });

  it('leaves the template as it is', () => {
    const before = structuredClone(template);
    for (const mutant of permissionMutants(template)) mutated(template, mutant);
    expect(template).toEqual(before);
  });

  it('lacks a conditional statement together with its condition', () => {
    const conditional = role([{ 'Fn::If': ['IsOn', one, { Ref: 'AWS::NoValue' }] }, both]);
    const [mutant = { kind: '', place: '', path: [] }] = permissionMutants(conditional);
    expect(mutant.place).toBe('Role kms:Sign');
    expect(statementsOf(mutated(conditional, mutant))).toBe(JSON.stringify([both]));
  });

  it('of a state machine lacks a Retry, or one of its errors, also of a state in a Map', () => {
    const inner = { Type: 'Task', Retry: [{ ErrorEquals: ['A', 'B'], MaxAttempts: 1 }] };
    const outer = {
      Type: 'Map',
      ItemProcessor: { States: { Inner: inner } },
      Catch: [{ ErrorEquals: ['States.ALL'] }],
    };
    const machine = {
      Resources: {
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: { Definition: { States: { Outer: outer } } },
        },
      },
    };
    expect(definitionMutants(machine).map(({ kind, place }) => `${kind}: ${place}`)).toEqual([
      'catch: Outer States.ALL',
      'retry: Inner A and 1 more',
      'retried error: Inner A',
      'retried error: Inner B',
    ]);
    const [, , mutant = { kind: '', place: '', path: [] }] = definitionMutants(machine);
    expect(JSON.stringify(mutated(machine, mutant))).toBe(JSON.stringify(machine).replace('["A","B"]', '["B"]'));
  });
});
