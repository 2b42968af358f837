import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { PARTITION, REGION, type StackAccount } from '../stack-account.ts';
import { type DeclaredSecret, resolveDynamicReferences } from './dynamic-references.ts';
import { NO_VALUE, type References, resolve } from './intrinsics.ts';
import {
  type PhysicalResource,
  RESOURCE_KINDS,
  type ResourceKind,
  type StackContext,
  uuidOf,
} from './resource-kinds.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A resource of the template, with its intrinsic functions resolved. */
export interface Resource extends PhysicalResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
}

/** A compiled CloudFormation template whose references can be resolved. */
export class Template {
  readonly #template: JsonObject;
  readonly #context: StackContext;
  readonly #references: References = {
    ref: (name) => this.#ref(name),
    attribute: (logicalId, attribute) => this.#attribute(logicalId, attribute),
    condition: (name) => this.#condition(name),
  };

  /** @throws UnsupportedTemplateError naming a resource type that the embedded AWS doesn't support */
  constructor(template: JsonObject, context: StackContext) {
    this.#template = template;
    this.#context = context;
    for (const logicalId of this.#logicalIds()) this.#kind(logicalId);
  }

  /** Where the stack runs. */
  get account(): StackAccount {
    return this.#context.account;
  }

  get stackName(): string {
    return this.#context.stackName;
  }

  get stackId(): string {
    return stackId(this.#context);
  }

  /** Every resource whose condition holds, by its name in the template and in its service. */
  physicalResources(): { logicalId: string; type: string; physicalId: string }[] {
    const existing = this.#logicalIds().filter((logicalId) => this.#exists(logicalId));
    return existing.map((logicalId) => ({
      logicalId,
      type: this.#type(logicalId),
      physicalId: this.#physical(logicalId).ref,
    }));
  }

  /** The values of the parameters, by name, and whether nobody may read them. */
  parameters(): Record<string, { value: string; isSecret: boolean }> {
    const entries = Object.entries(objectAt(this.#template, 'Parameters')).map(([name, parameter]) => {
      const isSecret = isObject(parameter) && String(parameter['NoEcho']) === 'true';
      return [name, { value: String(this.#ref(name)), isSecret }] as const;
    });
    return Object.fromEntries(entries);
  }

  /** The outputs whose conditions hold, with their intrinsic functions resolved. */
  outputs(): JsonObject {
    const outputs = Object.entries(objectAt(this.#template, 'Outputs')).filter(([, output]) => {
      const condition = isObject(output) ? textAt(output, 'Condition') : undefined;
      return condition === undefined || this.#condition(condition);
    });
    return Object.fromEntries(outputs.map(([name, output]) => [name, resolve(output, this.#references)]));
  }

  /** The resources of a type whose conditions hold. */
  resources(type: string): Resource[] {
    return this.#logicalIds()
      .filter((logicalId) => this.#type(logicalId) === type && this.#exists(logicalId))
      .map((logicalId) => this.#resource(logicalId));
  }

  /** The secrets whose conditions hold. */
  secrets(): DeclaredSecret[] {
    const secrets = this.physicalResources().filter(({ type }) => type === 'AWS::SecretsManager::Secret');
    return secrets.map(({ logicalId, physicalId: arn }) => ({ name: this.#name(logicalId), arn }));
  }

  #resource(logicalId: string): Resource {
    const resolved = resolve(this.#properties(logicalId), this.#references);
    const properties = resolveDynamicReferences(resolved, {
      declared: () => this.secrets(),
      values: this.#context.secretValues,
    });
    const physical = this.#physical(logicalId);
    return { logicalId, type: this.#type(logicalId), properties: isObject(properties) ? properties : {}, ...physical };
  }

  #logicalIds(): string[] {
    return Object.keys(objectAt(this.#template, 'Resources'));
  }

  #definition(logicalId: string): JsonObject {
    return objectAt(objectAt(this.#template, 'Resources'), logicalId);
  }

  #properties(logicalId: string): JsonObject {
    return objectAt(this.#definition(logicalId), 'Properties');
  }

  #type(logicalId: string): string {
    return textAt(this.#definition(logicalId), 'Type') ?? '';
  }

  #kind(logicalId: string): ResourceKind {
    const kind = RESOURCE_KINDS[this.#type(logicalId)];
    if (!kind) throw new UnsupportedTemplateError(`the resource type ${this.#type(logicalId)} (${logicalId})`);
    return kind;
  }

  #exists(logicalId: string): boolean {
    const condition = textAt(this.#definition(logicalId), 'Condition');
    return condition === undefined || this.#condition(condition);
  }

  #physical(logicalId: string): PhysicalResource {
    const property = (name: string) => this.#property(logicalId, name) ?? '';
    return this.#kind(logicalId).physical(this.#name(logicalId), this.#context, property);
  }

  #name(logicalId: string): string {
    const { nameProperty } = this.#kind(logicalId);
    return (nameProperty && this.#property(logicalId, nameProperty)) ?? logicalId;
  }

  #property(logicalId: string, name: string): string | undefined {
    const value = resolve(this.#properties(logicalId)[name], this.#references);
    return value === undefined || value === NO_VALUE ? undefined : String(value);
  }

  #ref(name: string): unknown {
    const pseudo = pseudoParameters(this.#context)[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = objectAt(this.#template, 'Parameters')[name];
    if (isObject(parameter)) return readParameter(name, parameter);
    this.#checkReference(name);
    return this.#physical(name).ref;
  }

  #attribute(logicalId: string, attribute: string): unknown {
    this.#checkReference(logicalId);
    const value = this.#physical(logicalId).attributes[attribute];
    if (value === undefined) throw new UnsupportedTemplateError(`the attribute ${logicalId}.${attribute}`);
    return value;
  }

  #checkReference(logicalId: string): void {
    if (!this.#logicalIds().includes(logicalId)) {
      throw new UnsupportedTemplateError(`the unknown reference ${logicalId}`);
    }
    if (!this.#exists(logicalId)) {
      throw new UnsupportedTemplateError(`a reference to ${logicalId}, whose condition does not hold`);
    }
  }

  #condition(name: string): boolean {
    const condition = objectAt(this.#template, 'Conditions')[name];
    if (condition === undefined) throw new UnsupportedTemplateError(`the unknown condition ${name}`);
    const holds = resolve(condition, this.#references);
    if (typeof holds !== 'boolean')
      throw new UnsupportedTemplateError(`the condition ${name}, which isn't a condition`);
    return holds;
  }
}

function readParameter(name: string, parameter: JsonObject): unknown {
  const { Type, Default } = parameter;
  if (Type !== 'String' && Type !== 'Number') throw new UnsupportedTemplateError(`the type of the parameter ${name}`);
  if (Default === undefined) throw new UnsupportedTemplateError(`the parameter ${name} without a default`);
  return Default;
}

function stackId({ account, stackName }: StackContext): string {
  return account.arn('cloudformation', `stack/${stackName}/${uuidOf(stackName)}`);
}

function pseudoParameters(context: StackContext): Record<string, unknown> {
  return {
    'AWS::AccountId': context.account.id,
    'AWS::Region': REGION,
    'AWS::Partition': PARTITION,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': context.stackName,
    'AWS::StackId': stackId(context),
    'AWS::NoValue': NO_VALUE,
  };
}
