import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Template {
  Resources: Record<string, { Type: string; Properties: { FunctionName?: string } }>;
}

/** The names of all functions of a package. Each has a role of its own. */
export function readFunctionNames(packageDir: string): string[] {
  const file = join(packageDir, 'cloudformation-template-update-stack.json');
  const { Resources }: Template = JSON.parse(readFileSync(file, 'utf8'));
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return functions.map(({ Properties }) => Properties.FunctionName ?? '');
}
