import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { identifierOf, importPlan, referencesIn } from '../../../../resources/import/import-plan.ts';
import type { KeptResource } from '../../../../resources/import/kept-resources.ts';
import type { Template, TemplateResource } from '../../../../resources/validation/template.ts';
import { entriesAt, readYaml, valueAt, yamlFiles } from '../../contract/sources.ts';

/** What stays of a stack when it is deleted, as the files of `resources/` declare it. */
const retained = yamlFiles('resources').flatMap((file) =>
  entriesAt(readYaml(file), 'Resources')
    .filter(([, resource]) => valueAt(resource, 'DeletionPolicy') !== undefined)
    .map(([id, resource]) => ({ file, id, resource })),
);
const own = retained.filter(({ file }) => !file.includes('forwarder'));

function templateWith(customerManagedKey: 'true' | 'false'): Template {
  return {
    Parameters: {
      CustomerManagedKey: { Type: 'String', Default: customerManagedKey },
      WorkflowLogRetentionDays: { Type: 'String', Default: '365' },
      RedactionDays: { Type: 'String', Default: '90' },
      RetentionDays: { Type: 'String', Default: '400' },
    },
    Conditions: { HasCustomerManagedKey: { 'Fn::Equals': [{ Ref: 'CustomerManagedKey' }, 'true'] } },
    Resources: {
      ...Object.fromEntries(own.map(({ id, resource }) => [id, Object(resource) as TemplateResource])),
      Gone: { Type: 'AWS::SNS::Topic' },
    },
  };
}

/** What the deleted stack of the template has kept. */
function deleted(template: Template, ...without: string[]): KeptResource[] {
  return Object.entries(template.Resources)
    .filter(([id, { DeletionPolicy }]) => DeletionPolicy && !without.includes(id))
    .map(([id]) => ({ LogicalResourceId: id, PhysicalResourceId: `physical-${id}` }));
}

describe('what a stack keeps when it is deleted', () => {
  const specification = loadAwsServiceSpecSync();

  it('are the tables, the bucket, the keys, the dead letters and the log of the workflow', () => {
    expect(own.map(({ id }) => id).sort()).toEqual([
      'Bucket',
      'ChangeRequestLogGroup',
      'DataKey',
      'DeadLetterQueue',
      'InventoryTable',
      'PreApprovalKey',
      'Table',
      'VoteKey',
    ]);
  });

  it.each(retained)('$id goes when the deployment that makes it fails, and stays otherwise', ({ resource }) => {
    expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(valueAt(resource, 'Properties', 'DeletionProtectionEnabled')).toBeUndefined();
  });

  it.each(retained)('$id has the identifier that CloudFormation imports it by', ({ resource }) => {
    const type = String(valueAt(resource, 'Type'));
    const [specified] = specification.lookup('resource', 'cloudFormationType', 'equals', type);
    expect([identifierOf(type)]).toEqual(specified?.primaryIdentifier);
  });
});

describe('the plan of an import', () => {
  const plain = templateWith('false');
  const plan = importPlan(plain, deleted(plain, 'DataKey'));

  it('names each resource that stayed, by what CloudFormation knows it by', () => {
    expect(plan.resourcesToImport).toContainEqual({
      ResourceType: 'AWS::SQS::Queue',
      LogicalResourceId: 'DeadLetterQueue',
      ResourceIdentifier: { QueueUrl: 'physical-DeadLetterQueue' },
    });
    expect(plan.resourcesToImport.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(
      Object.keys(plan.template.Resources),
    );
    expect(plan.resourcesToImport).toHaveLength(7);
  });

  it.each([
    { key: 'without a key of the account', template: plain, without: ['DataKey'] },
    { key: 'with one', template: templateWith('true'), without: [] },
  ])('has a template that refers to nothing else, $key', ({ template, without }) => {
    const { Resources } = importPlan(template, deleted(template, ...without)).template;
    expect(Object.keys(Resources)).toHaveLength(8 - without.length);
    for (const resource of Object.values(Resources)) {
      expect(referencesIn(resource).filter((id) => !(id in Resources) && !id.startsWith('self:'))).toEqual([]);
      expect(resource.DeletionPolicy).toBe('Retain');
      expect(resource.Condition).toBeUndefined();
    }
  });

  it('leaves properties as the next deployment finds them', () => {
    const { Table, ChangeRequestLogGroup, VoteKey } = plan.template.Resources;
    expect(Table?.Properties).toEqual({
      ...plain.Resources['Table']?.Properties,
      SSESpecification: { SSEEnabled: true },
    });
    expect(ChangeRequestLogGroup?.Properties).toMatchObject({ RetentionInDays: '365' });
    expect(ChangeRequestLogGroup?.Properties).not.toHaveProperty('KmsKeyId');
    expect(valueAt(VoteKey?.Properties, 'KeyPolicy', 'Statement')).toMatchObject([
      { Action: expect.arrayContaining(['kms:PutKeyPolicy']) },
    ]);
  });

  it('is refused when the stack has not kept something', () => {
    expect(() => importPlan(plain, deleted(plain, 'DataKey', 'VoteKey'))).toThrow(
      /has not kept VoteKey: .*--without VoteKey$/,
    );
  });

  it('leaves out what is gone, and what refers to it in the policies of keys', () => {
    const { template, resourcesToImport } = importPlan(plain, deleted(plain, 'DataKey'), ['VoteKey', 'Table']);
    expect(Object.keys(template.Resources).sort()).toEqual([
      'Bucket',
      'ChangeRequestLogGroup',
      'DeadLetterQueue',
      'InventoryTable',
      'PreApprovalKey',
    ]);
    expect(resourcesToImport).toHaveLength(5);
    expect(importPlan(plain, deleted(plain, 'DataKey', 'VoteKey'), ['VoteKey']).resourcesToImport).toHaveLength(6);
  });

  it('is refused without a key that encrypts what is imported', () => {
    const encrypted = templateWith('true');
    expect(() => importPlan(encrypted, deleted(encrypted), ['DataKey'])).toThrow(
      /Table.* cannot be used without DataKey: leave that out, too/,
    );
    const all = ['DataKey', 'Table', 'InventoryTable', 'Bucket', 'DeadLetterQueue', 'ChangeRequestLogGroup'];
    expect(importPlan(encrypted, deleted(encrypted), all).resourcesToImport).toHaveLength(2);
  });

  it('is refused without what the stack never kept', () => {
    expect(() => importPlan(plain, deleted(plain, 'DataKey'), ['Gone', 'tabel'])).toThrow(
      'does not retain Gone, tabel',
    );
  });

  it('is refused when the stack had other parameters', () => {
    expect(() => importPlan(plain, deleted(plain))).toThrow(/does not retain DataKey.*parameters/);
    expect(() => importPlan(templateWith('true'), deleted(plain, 'DataKey'))).toThrow('has not kept DataKey');
  });
});
