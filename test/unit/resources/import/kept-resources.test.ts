import { expect, it } from 'vitest';
import { keptResources } from '../../../../resources/import/kept-resources.ts';

it('reads what the stack has kept, and nothing else', () => {
  const table = { LogicalResourceId: 'Table', PhysicalResourceId: 'alternate-contacts-prod' };
  const StackResourceSummaries = [
    { ...table, ResourceStatus: 'DELETE_SKIPPED' },
    { LogicalResourceId: 'Gone', ResourceStatus: 'DELETE_COMPLETE' },
  ];
  expect(keptResources(JSON.stringify({ StackResourceSummaries }))).toMatchObject([table]);
});

it.each([
  '',
  '[]',
  '{"StackResourceSummaries": {}}',
  '{"StackResourceSummaries": [{"LogicalResourceId": "Table", "ResourceStatus": "DELETE_SKIPPED"}]}',
])('refuses %s with the command that makes the file', (text) => {
  expect(() => keptResources(text)).toThrow('list-stack-resources');
});
