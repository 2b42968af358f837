import { expect, test } from 'vitest';
import { createStatesService } from '../../../src/services/states/states.ts';
import { createWorkflow } from '../../../src/workflow/workflow.ts';
import { callFrom } from '../models.ts';

const WORK = 'arn:aws:lambda:us-east-1:111111111111:function:work';
const workflow = createWorkflow({
  definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: WORK, End: true } } },
  runTask: async (_resource, payload) => payload,
});
const service = createStatesService([workflow]);
const { arn: executionArn } = await workflow.start('one', { secret: true }).ended;
const { arn: stateMachineArn } = workflow;

async function call(operation: string, input: object) {
  return Object(await service.operations[operation]?.run({ ...input }, callFrom()));
}

test('leaves the data out of the history when they are not wanted', async () => {
  const { events } = await call('GetExecutionHistory', { executionArn, includeExecutionData: false });
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(events[1]).toMatchObject({
    timestamp: expect.any(Date),
    type: 'TaskStateEntered',
    stateEnteredEventDetails: { name: 'A' },
  });
  const withData = await call('GetExecutionHistory', { executionArn });
  expect(JSON.stringify(withData.events)).toContain('secret');
});

test('leaves the data out of the description when only the metadata are wanted', async () => {
  const described = await call('DescribeExecution', { executionArn, includedData: 'METADATA_ONLY' });
  expect(described).toMatchObject({
    status: 'SUCCEEDED',
    inputDetails: { included: false },
    outputDetails: { included: false },
  });
  expect(JSON.stringify(described)).not.toContain('secret');
  expect(await call('DescribeExecution', { executionArn, includedData: 'ALL_DATA' })).toMatchObject({
    input: '{"secret":true}',
  });
});

test.each([
  ['a page is too long', 'ListExecutions', { stateMachineArn, maxResults: 1001 }, "Value '1001' at 'maxResults'"],
  ['a page is too long', 'GetExecutionHistory', { executionArn, maxResults: 1001 }, 'less than or equal to 1000'],
  ['a page is negative', 'ListExecutions', { stateMachineArn, maxResults: -1 }, 'greater than or equal to 0'],
  ['the status is unknown', 'ListExecutions', { stateMachineArn, statusFilter: 'DONE' }, "at 'statusFilter'"],
  ['the filter is unknown', 'ListExecutions', { stateMachineArn, redriveFilter: 'YES' }, '[REDRIVEN, NOT_REDRIVEN]'],
  ['what to include is unknown', 'DescribeExecution', { executionArn, includedData: 'SOME' }, "at 'includedData'"],
])('answers ValidationException when %s', async (_condition, operation, input, message) => {
  await expect(call(operation, input)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/^1 validation error detected: /),
  });
  await expect(call(operation, input)).rejects.toThrow(message);
});

test('takes a page of no length for one of a hundred', async () => {
  expect((await call('ListExecutions', { stateMachineArn, maxResults: 0 })).executions).toHaveLength(1);
});
