/** `apply-change` for `ApplyChange`. */
export function kebabCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}

/** `ApplyChange` for `apply-change`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The ARN of a function such as `apply-change`, whose resource the Serverless Framework calls `ApplyDashchange…`. */
export function functionArn(name: string): object {
  const resource = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}LambdaFunction`;
  return { 'Fn::GetAtt': [resource, 'Arn'] };
}
