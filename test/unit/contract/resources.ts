import { kebabCase } from '../../../resources/function-names.ts';
import { monitoring } from '../../../resources/monitoring/monitoring.ts';
import { roles } from '../../../resources/roles.ts';
import { stateMachines } from '../../../resources/state-machines.ts';
import { entriesAt, listAt, readYaml, valueAt, yamlFiles } from './sources.ts';

/** A CloudFormation resource in one of the files of `resources/`. */
export interface Resource {
  file: string;
  name: string;
  type: string;
  properties: unknown;
}

/** What a rule does with the events that it matches. */
export interface RuleTarget {
  rule: Resource;
  id: string;
  /** The ARN, as the template writes it. */
  target: unknown;
  properties: unknown;
}

const templates = [
  ...yamlFiles('resources').map((file) => ({ file, template: readYaml(file) })),
  { file: 'resources/roles.yml', template: roles },
  { file: 'resources/monitoring/monitoring.ts', template: monitoring },
  { file: 'resources/state-machines.ts', template: stateMachines },
];

const resources = templates.flatMap(({ file, template }) =>
  entriesAt(template, 'Resources').map(
    ([name, resource]): Resource => ({
      file,
      name,
      type: String(valueAt(resource, 'Type')),
      properties: valueAt(resource, 'Properties'),
    }),
  ),
);

/** The resources of a type, in all files. */
export function resourcesOf(type: string): Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The resource with this name, in the file if it is named. */
export function resourceNamed(name: string, file?: string): Resource {
  const found = resources.filter((resource) => resource.name === name && (file ?? resource.file) === resource.file);
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`there are ${found.length} resources ${name}`);
  return resource;
}

/** The targets of these rules. */
export function targetsOf(rules: Resource[]): RuleTarget[] {
  return rules.flatMap((rule) =>
    listAt(rule.properties, 'Targets').map((properties) => ({
      rule,
      id: String(valueAt(properties, 'Id')),
      target: valueAt(properties, 'Arn'),
      properties,
    })),
  );
}

/** `cancel-request` for a reference to `CancelDashrequestLambdaFunction`; nothing for any other. */
export function functionNameOf(reference: unknown): string | undefined {
  const [name] = [...listAt(reference, 'Fn::GetAtt'), ...listAt(reference, 'Ref')];
  const encoded = /^(\w+)LambdaFunction$/.exec(String(name))?.[1];
  return encoded && kebabCase(encoded.replaceAll('Dash', '-'));
}
