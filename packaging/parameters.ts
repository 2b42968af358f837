/** A parameter of the template, as far as it is checked here. */
export interface Parameter {
  Default?: unknown;
  AllowedPattern?: string;
  AllowedValues?: unknown[];
  ConstraintDescription?: string;
}

/** The parameters of a template, by name. */
export type Parameters = Record<string, Parameter>;

/** `SenderAddress`, the parameter that belongs to the param `senderAddress` of `serverless.yml`. */
export function parameterOf(param: string): string {
  return `${param.charAt(0).toUpperCase()}${param.slice(1)}`;
}

/**
 * What a value must be that a parameter refuses; nothing if it takes the value. CloudFormation says the same, but later.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function refusal(value: string, parameter: Parameter): string | undefined {
  const { AllowedPattern, AllowedValues, ConstraintDescription } = parameter;
  if (AllowedValues !== undefined && !AllowedValues.includes(value)) return `must be ${AllowedValues.join(' or ')}`;
  if (AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`).test(value)) return undefined;
  return ConstraintDescription ?? `must match ${AllowedPattern}`;
}
