import { asList, resourcesOf, type Template, valueAt } from './template.ts';

/**
 * Finds where an event could be lost: a bus that does not say where one goes that its key could not encrypt, a target that does not say how long it is tried, or where the event goes then, and a
 * function that is invoked without saying the same to Lambda. Schedules need no queue: the next run finds what one missed.
 */
export function deliveryProblems(template: Template): string[] {
  return [...busProblems(template), ...ruleProblems(template)];
}

function busProblems(template: Template): string[] {
  return resourcesOf(template, 'AWS::Events::EventBus')
    .filter(({ properties }) => 'KmsKeyIdentifier' in properties && !('DeadLetterConfig' in properties))
    .map(({ id }) => `${id}: no DeadLetterConfig`);
}

function ruleProblems(template: Template): string[] {
  return resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) => {
    const isScheduled = 'ScheduleExpression' in properties;
    return asList(properties['Targets']).flatMap((target) => {
      const where = `${id}, target ${valueAt(target, 'Id')}`;
      return [
        ...('RetryPolicy' in Object(target) ? [] : [`${where}: no RetryPolicy`]),
        ...(isScheduled || 'DeadLetterConfig' in Object(target) ? [] : [`${where}: no DeadLetterConfig`]),
        ...invocationProblems(template, valueAt(target, 'Arn'), isScheduled).map((problem) => `${where}: ${problem}`),
      ];
    });
  });
}

function invocationProblems(template: Template, arn: unknown, isScheduled: boolean): string[] {
  const id = String(asList(valueAt(arn, 'Fn::GetAtt'))[0]);
  if (template.Resources[id]?.Type !== 'AWS::Lambda::Function') return [];
  const config = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').find(
    ({ properties }) => valueAt(properties['FunctionName'], 'Ref') === id,
  );
  if (!config) return [`no EventInvokeConfig of ${id}`];
  const isKept = valueAt(config.properties, 'DestinationConfig', 'OnFailure', 'Destination') !== undefined;
  return isScheduled || isKept ? [] : [`${config.id} keeps no event that ${id} failed to handle`];
}
