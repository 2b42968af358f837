import { join } from 'node:path';
import { readTemplate, type Template } from '../../resources/validation/template.ts';
import { ROOT } from '../unit/contract/sources.ts';
import {
  type Contracts,
  deployerContracts,
  forwarderContracts,
  managementRoleContracts,
  serviceContracts,
} from './contracts.ts';

/** A template that is deployed, and what it must be. */
export interface Subject {
  name: string;
  template: Template;
  contracts: Contracts;
}

/** The compiled template of a package, and the templates for the management account and for whoever deploys. */
export async function readSubjects(packageDir: string): Promise<Subject[]> {
  const resources = join(ROOT, 'resources');
  const service = await readTemplate(join(packageDir, 'cloudformation-template-update-stack.json'));
  return [
    { name: 'service', template: service, contracts: serviceContracts },
    {
      name: 'forwarder',
      template: await readTemplate(join(resources, 'management-account-forwarder.yml')),
      contracts: forwarderContracts,
    },
    {
      name: 'role in the management account',
      template: await readTemplate(join(resources, 'management-account-role.yml')),
      contracts: managementRoleContracts,
    },
    {
      name: 'deployer',
      template: await readTemplate(join(resources, 'deployer.yml')),
      contracts: deployerContracts(service),
    },
  ];
}

/** What is not as it must be. */
export function problemsOf({ name, template, contracts }: Subject): string[] {
  return Object.entries(contracts).flatMap(([contract, find]) =>
    find(template).map((problem) => `${name}: ${contract}: ${problem}`),
  );
}
