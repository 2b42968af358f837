import type { SpecDatabase } from '@aws-cdk/service-spec-types';
import { asList, intrinsicOf, type Template, valueAt } from './template.ts';

/** Stand for what is known where the stack is. */
const SAMPLES: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '111111111111',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'stack',
};

/** Makes texts of values such as ARNs, with `*` for what is known only when the stack exists. */
export class TextsOfTemplate {
  readonly #template: Template;
  readonly #specification: SpecDatabase;

  constructor(template: Template, specification: SpecDatabase) {
    this.#template = template;
    this.#specification = specification;
  }

  /** The text of a value that consists of texts, references, `Fn::Sub`, `Fn::Join` and `Fn::If`, whose first branch it takes. */
  of(value: unknown): string {
    const intrinsic = intrinsicOf(value);
    if (!intrinsic) return String(value);
    const { name, argument } = intrinsic;
    if (name === 'Ref') return this.#reference(String(argument));
    if (name === 'Fn::GetAtt') return this.#reference(String(asList(argument)[0]));
    if (name === 'Fn::If') return this.of(asList(argument)[1]);
    if (name === 'Fn::Join') return this.#join(asList(argument));
    if (name === 'Fn::Sub') return this.#substitute(asList(argument));
    return '*';
  }

  #join([separator, parts]: unknown[]): string {
    return asList(parts)
      .map((part) => this.of(part))
      .join(String(separator));
  }

  #substitute([text, variables]: unknown[]): string {
    return String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const variable = valueAt(variables, name);
      return variable === undefined ? this.#reference(name.split('.')[0] ?? '') : this.of(variable);
    });
  }

  #reference(name: string): string {
    const parameter = this.#template.Parameters?.[name];
    const { Type } = this.#template.Resources[name] ?? {};
    if (Type === undefined) return SAMPLES[name] ?? (String(parameter?.['Default'] ?? '') || '*');
    return this.#arn(Type);
  }

  #arn(type: string): string {
    const [resource] = this.#specification.lookup('resource', 'cloudFormationType', 'equals', type);
    return (resource?.arnTemplate ?? '*').replace(/\$\{(\w+)\}/g, (_, name: string) => {
      return SAMPLES[`AWS::${name === 'Account' ? 'AccountId' : name}`] ?? '*';
    });
  }
}
