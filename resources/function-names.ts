import { attribute } from './cloudformation.ts';

/** `apply-change` for `ApplyChange`. */
export function kebabCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}

/** `ApplyChange` for `apply-change`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The ARN of a function such as `apply-change`. */
export function functionArn(name: string): object {
  return attribute(`${resourcePrefix(name)}LambdaFunction`, 'Arn');
}

/** The logical id of the log group of a function such as `apply-change`. */
export function logGroupId(name: string): string {
  return `${resourcePrefix(name)}LogGroup`;
}

/** The Serverless Framework's resources of `apply-change` begin with `ApplyDashchange`. */
function resourcePrefix(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}`;
}
