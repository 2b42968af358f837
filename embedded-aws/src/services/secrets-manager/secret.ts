import { randomUUID } from 'node:crypto';
import { currentDate } from '../../clock/clock.ts';
import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, listAt, objectsAt, textAt } from '../../json.ts';
import type { DeclaredSecret } from '../../template/dynamic-references.ts';

/** A version of a secret. */
export interface SecretVersion {
  id: string;
  value: string;
  created: Date;
  stages: Set<string>;
}

/** A secret with its versions. Each staging label is at one of them. */
export class Secret {
  readonly name: string;
  readonly arn: string;
  readonly #versions = new Map<string, SecretVersion>();
  readonly #kept: Map<string, JsonObject>;

  /** @param kept the secrets of an earlier run, by name; one that is there has its value from there */
  constructor({ name, arn }: DeclaredSecret, value: string, kept = new Map<string, JsonObject>()) {
    this.name = name;
    this.arn = arn;
    this.#kept = kept;
    const earlier = objectsAt(kept.get(name) ?? {}, 'versions').map(readVersion);
    for (const version of earlier) this.#versions.set(version.id, version);
    if (earlier.length === 0) this.put(value, randomUUID(), ['AWSCURRENT']);
  }

  /** The version at a staging label. */
  at(stage: string): SecretVersion | undefined {
    return [...this.#versions.values()].find(({ stages }) => stages.has(stage));
  }

  /**
   * Adds a version. A repeated call with the same token changes nothing: the SDK may retry it.
   * @throws AwsError `ResourceExistsException` for another value with the same token
   */
  put(value: string, id: string, stages: string[]): SecretVersion {
    const known = this.#versions.get(id);
    if (known !== undefined) {
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

  /** @throws AwsError as AWS does when a version is not there, or the label is at another one */
  moveStage(stage: string, to: string, from: string | undefined): void {
    const target = this.#versions.get(to);
    if (target === undefined) throw new AwsError('ResourceNotFoundException', `There is no version ${to}`);
    const holder = this.at(stage);
    if (holder !== undefined && holder !== target && holder.id !== from) {
      const message = `The parameter RemoveFromVersionId can't be ${from ?? 'empty'}. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`;
      throw new AwsError('InvalidParameterException', message);
    }
    this.#move(stage, target);
    this.#keep();
  }

  #keep(): void {
    const versions = [...this.#versions.values()].map(({ stages, created, ...version }) => ({
      ...version,
      created: created.toISOString(),
      stages: [...stages],
    }));
    this.#kept.set(this.name, { versions });
  }

  /** The version that loses AWSCURRENT gets AWSPREVIOUS. */
  #move(stage: string, target: SecretVersion): void {
    const holder = this.at(stage);
    if (holder === target) return;
    holder?.stages.delete(stage);
    target.stages.add(stage);
    if (stage === 'AWSCURRENT' && holder !== undefined) this.#move('AWSPREVIOUS', holder);
  }
}

function readVersion(version: JsonObject): SecretVersion {
  return {
    id: textAt(version, 'id') ?? '',
    value: textAt(version, 'value') ?? '',
    created: new Date(textAt(version, 'created') ?? 0),
    stages: new Set(listAt(version, 'stages').map(String)),
  };
}
