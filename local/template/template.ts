import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { ACCOUNT_ID, PARTITION, REGION } from '../place.ts';
import { NO_VALUE, type References, resolve } from './intrinsics.ts';
import { type PhysicalResource, RESOURCE_KINDS, type ResourceKind, type StackAddresses } from './resource-kinds.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A resource of the template, its intrinsic functions resolved. */
export interface Resource extends PhysicalResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
}

/** A compiled CloudFormation template whose references can be resolved. */
export class Template {
  readonly #template: JsonObject;
  readonly #addresses: StackAddresses;
  readonly #references: References = {
    ref: (name) => this.#ref(name),
    attribute: (logicalId, attribute) => this.#attribute(logicalId, attribute),
    condition: (name) => this.#condition(name),
  };

  /** @throws UnsupportedTemplateError naming a resource type that the embedded AWS does not have */
  constructor(template: JsonObject, addresses: StackAddresses) {
    this.#template = template;
    this.#addresses = addresses;
    for (const logicalId of this.#logicalIds()) this.#kind(logicalId);
  }

  /** The resources of a type that the template's conditions let exist. */
  resources(type: string): Resource[] {
    return this.#logicalIds()
      .filter((logicalId) => this.#type(logicalId) === type && this.#exists(logicalId))
      .map((logicalId) => this.#resource(logicalId));
  }

  #resource(logicalId: string): Resource {
    const properties = resolve(this.#properties(logicalId), this.#references);
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
    const kind = this.#kind(logicalId);
    const named = kind.nameProperty ? this.#properties(logicalId)[kind.nameProperty] : undefined;
    const name = named === undefined ? logicalId : String(resolve(named, this.#references));
    return kind.physical(name, this.#addresses);
  }

  #ref(name: string): unknown {
    const pseudo = PSEUDO_PARAMETERS[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = objectAt(this.#template, 'Parameters')[name];
    if (isObject(parameter)) return parameter['Default'];
    if (!this.#logicalIds().includes(name)) throw new UnsupportedTemplateError(`the unknown reference ${name}`);
    return this.#physical(name).ref;
  }

  #attribute(logicalId: string, attribute: string): unknown {
    if (!this.#logicalIds().includes(logicalId)) {
      throw new UnsupportedTemplateError(`the unknown reference ${logicalId}`);
    }
    const value = this.#physical(logicalId).attributes[attribute];
    if (value === undefined) throw new UnsupportedTemplateError(`the attribute ${logicalId}.${attribute}`);
    return value;
  }

  #condition(name: string): boolean {
    const condition = objectAt(this.#template, 'Conditions')[name];
    if (condition === undefined) throw new UnsupportedTemplateError(`the unknown condition ${name}`);
    return Boolean(resolve(condition, this.#references));
  }
}

const PSEUDO_PARAMETERS: Record<string, unknown> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::Partition': PARTITION,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/local/local`,
  'AWS::NoValue': NO_VALUE,
};
