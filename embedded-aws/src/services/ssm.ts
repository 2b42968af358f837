import { currentDate } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Service } from '../endpoint/service.ts';
import { type JsonObject, textAt } from '../json.ts';
import type { StackAccount } from '../stack-account.ts';
import type { ParameterModel } from '../template/stack-model.ts';

/** The parameters of Systems Manager that the template declares, to be read. */
export function createSsmService(parameters: ParameterModel[], account: StackAccount): Service {
  const started = currentDate();
  const find = (input: JsonObject) =>
    parameters.find(({ name, arn }) => [name, arn].includes(textAt(input, 'Name') ?? ''));
  return {
    name: 'ssm',
    actionPrefix: 'ssm',
    errorStatuses: { InternalServerError: 500 },
    operations: {
      GetParameter: {
        resources: (input) => [
          find(input)?.arn ?? account.arn('ssm', `parameter/${(textAt(input, 'Name') ?? '').replace(/^\//, '')}`),
        ],
        run: (input) => {
          const found = find(input);
          if (!found) throw new AwsError('ParameterNotFound', '');
          const { name: Name, arn: ARN, value: Value } = found;
          const Parameter = {
            Name,
            ARN,
            Value,
            Type: 'String',
            DataType: 'text',
            Version: 1,
            LastModifiedDate: started,
          };
          return { Parameter };
        },
      },
    },
  };
}
