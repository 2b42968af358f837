import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionArn, kebabCase, pascalCase } from '../../../resources/function-names.ts';
import { taskFunctionArns } from '../../../resources/state-machine-roles.ts';
import { definitionSubstitutions, machineId } from '../../../resources/state-machines.ts';
import { calledTask, type MachineName, machines, statesOf } from '../../../statemachine/definition.ts';
import { lambdaTasks } from './lambda-tasks.ts';
import { functionNameOf, resourceNamed, resourcesOf, targetsOf } from './resources.ts';
import { entriesAt, listAt, ROOT, readYaml, valueAt } from './sources.ts';

const serverless = readYaml('serverless.yml');

const timeoutOf = (functionName: string) =>
  Number(valueAt(serverless, 'functions', functionName, 'timeout') ?? valueAt(serverless, 'provider', 'timeout'));

describe('the functions', () => {
  it('are all called by the machine, by the HTTP API or by rules; RecordOutcome by two of them', () => {
    const called = lambdaTasks.map(({ functionName }) => functionName);
    const routes = entriesAt(serverless, 'functions').filter(([, entry]) => valueAt(entry, 'events'));
    const ruled = targetsOf(resourcesOf('AWS::Events::Rule')).flatMap(({ target }) => functionNameOf(target) ?? []);
    const names = entriesAt(serverless, 'functions').map(([name]) => name);
    const callers = [...called, ...routes.map(([name]) => name), ...new Set(ruled)];
    expect(callers.sort()).toEqual([...names, 'record-outcome'].sort());
  });

  it.each<MachineName>(['change-request', 'campaign', 'sweep'])(
    'that %s may invoke are those that it calls',
    (name) => {
      const [policy] = listAt(resourceNamed(`${machineId(name)}Role`).properties, 'Policies');
      const statements = listAt(policy, 'PolicyDocument', 'Statement');
      const invoking = statements.filter((statement) => listAt(statement, 'Action').includes('lambda:InvokeFunction'));
      expect(invoking).toEqual([
        {
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: taskFunctionArns(name),
        },
      ]);
      const called = statesOf(machines[name]).flatMap(({ state }) => calledTask(state) ?? []);
      expect(new Set(taskFunctionArns(name))).toEqual(new Set(called.map((task) => functionArn(kebabCase(task)))));
    },
  );

  it.each(lambdaTasks)('$name calls the function of its own name', ({ name, called, functionName }) => {
    expect(called).toBe(name);
    expect(definitionSubstitutions).toHaveProperty(`${name}FunctionArn`, functionArn(functionName));
  });

  it.each(lambdaTasks)('$name has all that a task needs', ({ name, functionName }) => {
    expect(missingFor(name, functionName)).toEqual([]);
  });

  it('of a new task are missed by name', () => {
    expect(missingFor('NewTask', 'new-task')).toEqual([
      'add the function: functions/new-task.ts',
      'add its schema: schemas/tasks/new-task.schema.json, with input and output in $defs',
      'add to functions in serverless.yml: new-task: { handler: functions/new-task.handler, description: …, role: NewTaskRole }',
      'add what the function may call to functions in resources/roles.yml: new-task: […]',
    ]);
  });

  it.each(lambdaTasks)('$name has a timeout a little over that of its function', ({ state, functionName }) => {
    if (state.Resource?.endsWith('.waitForTaskToken')) {
      expect(state.TimeoutSecondsPath).toMatch(/^\$\./);
      return;
    }
    const over = (state.TimeoutSeconds ?? Number.POSITIVE_INFINITY) - timeoutOf(functionName);
    expect(over).toBeGreaterThan(0);
    expect(over).toBeLessThanOrEqual(10);
  });
});

/** What is still to be done for a task, besides its state. */
function missingFor(task: string, name: string): string[] {
  const schema = `schemas/tasks/${name}.schema.json`;
  const sides = existsSync(join(ROOT, schema)) ? entriesAt(readYaml(schema), '$defs').map(([side]) => side) : [];
  const role = `${task}Role`;
  const entry = { handler: `functions/${name}.handler`, role };
  const written = valueAt(serverless, 'functions', name);
  const isConfigured =
    Object.entries(entry).every(([key, value]) => valueAt(written, key) === value) && valueAt(written, 'description');
  const hasRole = resourcesOf('AWS::IAM::Role').some((resource) => resource.name === role);
  return [
    ...(existsSync(join(ROOT, `functions/${name}.ts`)) ? [] : [`add the function: functions/${name}.ts`]),
    ...(sides.join() === 'input,output' ? [] : [`add its schema: ${schema}, with input and output in $defs`]),
    ...(isConfigured
      ? []
      : [`add to functions in serverless.yml: ${name}: { handler: ${entry.handler}, description: …, role: ${role} }`]),
    ...(hasRole ? [] : [`add what the function may call to functions in resources/roles.yml: ${name}: […]`]),
  ];
}

describe('the names of functions', () => {
  it.each(lambdaTasks)('lead from $name to $functionName and back', ({ name, functionName }) => {
    expect(pascalCase(functionName)).toBe(name);
    expect(functionNameOf(functionArn(functionName))).toBe(functionName);
  });
});
