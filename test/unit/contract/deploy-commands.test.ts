import { ChangeSetType, CreateChangeSetInput$, ExecuteChangeSetInput$ } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { tableRows } from './markdown.ts';
import { entriesAt, readSource, readYaml, valueAt, yamlFiles } from './sources.ts';

const DEPLOY = 'docs/deploy.md';
const page = readSource(DEPLOY);

/** The options of each documented command of the AWS CLI, with their values. */
function optionsOf(command: string): [string, string][][] {
  const commands = page.matchAll(new RegExp(`aws cloudformation ${command} ((?:[^\\n]*\\\\\\n)*[^\\n]*)`, 'g'));
  return [...commands].map(([, text = '']) =>
    [...text.matchAll(/--([a-z-]+)(?: ([^\s-]\S*))?/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** `ChangeSetName` for the option `change-set-name`. */
function memberOf(option: string): string {
  return option.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Options of the AWS CLI itself. */
const GLOBAL = ['Region', 'Output', 'Query'];

describe('the documented import of what a removed stack has kept', () => {
  it.each([
    { command: 'create-change-set', members: CreateChangeSetInput$[4] },
    { command: 'execute-change-set', members: ExecuteChangeSetInput$[4] },
  ])('$command has options that CloudFormation knows', ({ command, members }) => {
    const commands = optionsOf(command).map((options) => options.map(([name]) => memberOf(name)));
    expect(commands).toHaveLength(2);
    for (const options of commands) {
      expect(options).toEqual(expect.arrayContaining(['StackName', 'ChangeSetName']));
      expect(options.filter((name) => !members.includes(name) && !GLOBAL.includes(name))).toEqual([]);
    }
  });

  it('makes a change set that imports, from the files that the script writes', () => {
    const [{ 'change-set-type': type, ...options } = {}] = optionsOf('create-change-set').map(Object.fromEntries);
    expect(type).toBe(ChangeSetType.IMPORT);
    const script = readSource('resources/import-retained.ts');
    const [, folder = ''] = /FOLDER = '([^']+)'/.exec(script) ?? [];
    for (const [option, file] of [
      ['template-body', 'template.json'],
      ['resources-to-import', 'resources.json'],
    ] as const) {
      expect(options[option]).toBe(`file://${folder}/${file}`);
      expect(script).toContain(`/${file}\``);
    }
  });

  it('makes a change set that takes over the queue of the forwarder, which has a name of its own', () => {
    const [, options = {}] = optionsOf('create-change-set').map(Object.fromEntries);
    expect(options).toMatchObject({ 'change-set-type': ChangeSetType.CREATE, 'import-existing-resources': '' });
    const file = 'resources/management-account-forwarder.yml';
    expect(options['template-body']).toBe(`file://${file}`);
    const resources = entriesAt(readYaml(file), 'Resources').map(([, resource]) => resource);
    const kept = resources.filter((resource) => valueAt(resource, 'DeletionPolicy') !== undefined);
    expect(kept).toEqual([expect.objectContaining({ Type: 'AWS::SQS::Queue' })]);
    expect(valueAt(kept[0], 'Properties', 'QueueName')).toBeDefined();
  });

  it('names each resource that stays, and no other', () => {
    const retained = yamlFiles('resources')
      .filter((file) => !file.endsWith('forwarder.yml'))
      .flatMap((file) => entriesAt(readYaml(file), 'Resources'))
      .filter(([, resource]) => valueAt(resource, 'DeletionPolicy') !== undefined)
      .map(([id]) => `\`${id}\``);
    const named = tableRows(DEPLOY, 'What stays when the stack is removed').map(([id]) => id);
    expect(named.toSorted()).toEqual(retained.toSorted());
  });
});
