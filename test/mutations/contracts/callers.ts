import { asList, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { machineStates } from '../definition.ts';

/** Finds functions that nothing calls, state machines that no rule starts, and rules that call nothing. */
export function callerProblems(template: Template): string[] {
  const called = new Set(
    [
      ...targetsOf(template),
      ...resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map(({ properties }) => properties['IntegrationUri']),
      ...resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(({ properties }) =>
        machineStates(properties).map(({ state: { Resource, Parameters } }) => {
          const name = String(Parameters?.['FunctionName'] ?? Resource).replace(/^\$\{|\}$/g, '');
          return valueAt(properties, 'DefinitionSubstitutions', name);
        }),
      ),
    ].map((reference) => String(asList(valueAt(reference, 'Fn::GetAtt'))[0])),
  );
  return [
    ...resourcesOf(template, 'AWS::Lambda::Function')
      .filter(({ id }) => !called.has(id))
      .map(({ id }) => `nothing calls ${id}`),
    ...resourcesOf(template, 'AWS::StepFunctions::StateMachine')
      .filter(({ id }) => !targetsOf(template).some((target) => valueAt(target, 'Ref') === id))
      .map(({ id }) => `no rule starts ${id}`),
    ...resourcesOf(template, 'AWS::Events::Rule')
      .filter(({ properties }) => asList(properties['Targets']).length === 0)
      .map(({ id }) => `${id} calls nothing`),
  ];
}

function targetsOf(template: Template): unknown[] {
  return resourcesOf(template, 'AWS::Events::Rule').flatMap(({ properties }) =>
    asList(properties['Targets']).map((target) => valueAt(target, 'Arn')),
  );
}
