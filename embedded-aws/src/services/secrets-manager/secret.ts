import { randomUUID } from 'node:crypto';
import { currentDate } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, listAt, objectsAt, textAt } from '../../json.ts';

/** A version of a secret. One without a value is announced to the function that rotates it. */
export interface SecretVersion {
  id: string;
  value: string | undefined;
  created: Date;
  stages: Set<string>;
}

/** A secret with its versions. Each staging label is at one of them. */
export class Secret {
  readonly name: string;
  readonly arn: string;
  /** Rotates it, by the ARN of the function. */
  readonly rotationFunction: string | undefined;
  readonly #versions = new Map<string, SecretVersion>();
  readonly #kept: Map<string, JsonObject>;

  /** @param kept the secrets of an earlier run, by name; one that is there has its value from there */
  constructor(
    { name, arn, rotationFunction }: { name: string; arn: string; rotationFunction?: string },
    value: string,
    kept = new Map<string, JsonObject>(),
  ) {
    this.name = name;
    this.arn = arn;
    this.rotationFunction = rotationFunction;
    this.#kept = kept;
    const earlier = objectsAt(kept.get(name) ?? {}, 'versions').map(readVersion);
    for (const version of earlier) this.#versions.set(version.id, version);
    if (earlier.length === 0) this.put(value, randomUUID(), ['AWSCURRENT']);
  }

  get versions(): SecretVersion[] {
    return [...this.#versions.values()];
  }

  /** The version at a staging label, if it has a value. */
  at(stage: string): SecretVersion | undefined {
    return this.versions.find(({ stages, value }) => stages.has(stage) && value !== undefined);
  }

  /**
   * Adds a version. A repeated call with the same token changes nothing: the SDK may retry it.
   * @throws AwsError `ResourceExistsException` for another value with the same token
   */
  put(value: string, id: string, stages: string[]): SecretVersion {
    const known = this.#versions.get(id);
    if (known?.value !== undefined) {
      if (known.value === value) return known;
      const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${this.arn}.`;
      throw new AwsError('ResourceExistsException', message);
    }
    const version = { id, value, created: currentDate(), stages: new Set<string>() };
    this.#versions.set(id, version);
    for (const stage of stages) this.#move(stage, version);
    this.#keep();
    return version;
  }

  /** The id of a version that is announced and not current yet: its rotation has not ended. */
  get pending(): string | undefined {
    return this.versions.find(({ stages }) => stages.has('AWSPENDING') && !stages.has('AWSCURRENT'))?.id;
  }

  /** Announces a version, which the function that rotates the secret gives its value. */
  announce(id: string): void {
    const version = { id, value: undefined, created: currentDate(), stages: new Set<string>() };
    this.#versions.set(id, version);
    this.#move('AWSPENDING', version);
    this.#keep();
  }

  /** @throws AwsError as AWS does when a version is not there, or the label is at another one */
  moveStage(stage: string, to: string, from: string | undefined): void {
    const target = this.#versions.get(to);
    if (target === undefined) throw new AwsError('ResourceNotFoundException', `There is no version ${to}`);
    const holder = this.versions.find(({ stages }) => stages.has(stage));
    if (holder !== undefined && holder !== target && holder.id !== from) {
      const message = `The parameter RemoveFromVersionId can't be ${from ?? 'empty'}. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`;
      throw new AwsError('InvalidParameterException', message);
    }
    this.#move(stage, target);
    this.#keep();
  }

  #keep(): void {
    const versions = this.versions.map(({ stages, created, ...version }) => ({
      ...version,
      created: created.toISOString(),
      stages: [...stages],
    }));
    this.#kept.set(this.name, { versions });
  }

  /** The version that loses AWSCURRENT gets AWSPREVIOUS. */
  #move(stage: string, target: SecretVersion): void {
    const holder = this.versions.find(({ stages }) => stages.has(stage));
    if (holder === target) return;
    holder?.stages.delete(stage);
    target.stages.add(stage);
    if (stage === 'AWSCURRENT' && holder !== undefined) this.#move('AWSPREVIOUS', holder);
  }
}

function readVersion(version: JsonObject): SecretVersion {
  return {
    id: textAt(version, 'id') ?? '',
    value: textAt(version, 'value'),
    created: new Date(textAt(version, 'created') ?? 0),
    stages: new Set(listAt(version, 'stages').map(String)),
  };
}
