import { expect, test } from 'vitest';
import { createSsmService } from '../../../src/services/ssm.ts';
import { callFrom, STACK_ACCOUNT } from '../models.ts';

const ARN = 'arn:aws:ssm:us-east-1:111111111111:parameter/service/api-url';
const service = createSsmService(
  [{ name: '/service/api-url', arn: ARN, value: 'http://localhost:3000' }],
  STACK_ACCOUNT,
);

const { GetParameter } = service.operations;

test.each(['/service/api-url', ARN])('reads the parameter %s of the template', (Name) => {
  expect(GetParameter?.run({ Name }, callFrom())).toMatchObject({
    Parameter: { Name: '/service/api-url', ARN, Type: 'String', Value: 'http://localhost:3000', Version: 1 },
  });
});

test('does not know another one', () => {
  expect(() => GetParameter?.run({ Name: '/other' }, callFrom())).toThrow(
    expect.objectContaining({ name: 'ParameterNotFound', status: 400 }),
  );
});

test('checks the ARN of the parameter, even if it does not exist', () => {
  const { caller } = callFrom();
  expect(GetParameter?.resources({ Name: '/service/api-url' }, caller)).toEqual([ARN]);
  expect(GetParameter?.resources({ Name: '/other' }, caller)).toEqual([
    'arn:aws:ssm:us-east-1:111111111111:parameter/other',
  ]);
});
