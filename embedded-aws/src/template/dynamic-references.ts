import { isObject, parseJson, textAt } from '../json.ts';
import type { SecretValues } from './secret-values.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A secret that the template declares. */
export interface DeclaredSecret {
  name: string;
  arn: string;
}

/** The secrets that references name, and their values. */
export interface KnownSecrets {
  declared(): DeclaredSecret[];
  values: SecretValues;
}

const DYNAMIC_REFERENCE = /\{\{resolve:([^:{}]+):([^{}]*)\}\}/g;

/** An id may be an ARN with colons, so the word after it separates it from the rest. */
const SECRET_REFERENCE = /^(?<id>.+?):SecretString(?::(?<key>[^:]*))?(?::(?<stage>[^:]*))?(?::(?<version>[^:]*))?$/;

/**
 * Replaces the dynamic references in a property by the values of secrets.
 * @throws UnsupportedTemplateError naming a reference to anything but the current value of a secret
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
export function resolveDynamicReferences(value: unknown, secrets: KnownSecrets): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveDynamicReferences(item, secrets));
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => [key, resolveDynamicReferences(inner, secrets)]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  return value.replaceAll(DYNAMIC_REFERENCE, (reference, kind: string, target: string) => {
    if (kind !== 'secretsmanager') throw new UnsupportedTemplateError(`the dynamic reference ${reference}`);
    return readSecret(reference, target, secrets);
  });
}

function readSecret(reference: string, target: string, { declared, values }: KnownSecrets): string {
  const parts = SECRET_REFERENCE.exec(target)?.groups ?? { id: target };
  const { id, key, stage, version } = parts;
  const secret = declared().find(({ name, arn }) => name === id || arn === id);
  const isCurrent = (!stage || stage === 'AWSCURRENT') && !version;
  const value = secret ? readKey(values.declared(secret.name), key) : key && values.external(key);
  if (!isCurrent || !value) throw new UnsupportedTemplateError(`the dynamic reference ${reference}`);
  return value;
}

function readKey(secret: string, key: string | undefined): string | undefined {
  if (!key) return secret;
  const parsed = parseJson(secret)?.value;
  return isObject(parsed) ? textAt(parsed, key) : undefined;
}
