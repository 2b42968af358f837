import { textAt } from '../json.ts';
import type { Template } from './template.ts';

/** A secret that the template declares. */
export interface SecretModel {
  name: string;
  arn: string;
  /** The ARN of the function that rotates it; the schedule itself is not kept, as a rotation takes days. */
  rotationFunction?: string;
}

/** Reads the secrets, with the functions that rotate them. */
export function readSecrets(template: Template): SecretModel[] {
  const schedules = template.resources('AWS::SecretsManager::RotationSchedule');
  return template.resources('AWS::SecretsManager::Secret').map(({ ref, properties, logicalId }) => {
    const schedule = schedules.find((candidate) => candidate.properties['SecretId'] === ref);
    const rotationFunction = textAt(schedule?.properties ?? {}, 'RotationLambdaARN');
    const name = textAt(properties, 'Name') ?? logicalId;
    return { name, arn: ref, ...(rotationFunction === undefined ? {} : { rotationFunction }) };
  });
}
