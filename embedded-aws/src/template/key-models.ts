import type { ResourcePolicy, Statement } from '../iam/decide.ts';
import { isObject, textAt } from '../json.ts';
import { readStatements } from './policy-statements.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A signing key of KMS. */
export interface KeyModel {
  id: string;
  arn: string;
  description: string;
  isEnabled: boolean;
  /** With their prefix, such as `alias/votes`. */
  aliases: string[];
  policy: ResourcePolicy;
}

/** The properties that are known here, and the only values of some. */
const PROPERTIES: Record<string, string | undefined> = {
  KeySpec: 'ECC_NIST_P256',
  KeyUsage: 'SIGN_VERIFY',
  KeyPolicy: undefined,
  Description: undefined,
  Enabled: undefined,
  PendingWindowInDays: undefined,
  Tags: undefined,
};

/**
 * Reads the signing keys with their aliases. Keys that encrypt are left out: here, nothing is stored encrypted.
 * @throws UnsupportedTemplateError naming any other kind of key
 */
export function readKeys(template: Template): KeyModel[] {
  const declared = template.resources('AWS::KMS::Key');
  const encrypting = declared.filter(isEncrypting).flatMap(({ ref, attributes }) => [ref, attributes['Arn'] ?? '']);
  const aliases = template
    .resources('AWS::KMS::Alias')
    .map(readAlias)
    .filter(({ target }) => !encrypting.includes(target));
  const keys = declared.filter((key) => !isEncrypting(key)).map((resource) => readKey(template, resource));
  for (const { name, target } of aliases) {
    const key = keys.find(({ id, arn }) => [id, arn].includes(target));
    if (!key) throw new UnsupportedTemplateError(`the target of ${name}, which is no key of the template`);
    key.aliases.push(name);
  }
  return keys;
}

function isEncrypting({ properties }: Resource): boolean {
  return ['KeySpec', 'KeyUsage'].every((name) => properties[name] === undefined);
}

function readAlias({ ref: name, properties, logicalId }: Resource): { name: string; target: string } {
  if (!/^alias\/(?!aws\/)[\w/-]{1,250}$/.test(name))
    throw new UnsupportedTemplateError(`the alias ${name} (${logicalId})`);
  return { name, target: textAt(properties, 'TargetKeyId') ?? '' };
}

function readKey(template: Template, { ref: id, attributes, properties, logicalId }: Resource): KeyModel {
  const arn = attributes['Arn'] ?? '';
  const unsupported = [...new Set([...Object.keys(PROPERTIES), ...Object.keys(properties)])].find(
    (name) => !(name in PROPERTIES) || ![undefined, properties[name]].includes(PROPERTIES[name]),
  );
  if (unsupported) throw new UnsupportedTemplateError(`the ${unsupported} of the key ${logicalId}`);
  return {
    id,
    arn,
    description: textAt(properties, 'Description') ?? '',
    isEnabled: properties['Enabled'] !== false,
    aliases: [],
    policy: { resource: arn, statements: readPolicy(template, properties['KeyPolicy'], logicalId), decidesAlone: true },
  };
}

/** Without a policy, KMS gives the key one that leaves everything to the policies of the account. */
function readPolicy({ account }: Template, policy: unknown, logicalId: string): Statement[] {
  if (isObject(policy)) return readStatements(policy, logicalId);
  return [
    {
      effect: 'Allow',
      actions: ['kms:*'],
      resources: ['*'],
      principals: [account.globalArn('iam', 'root')],
      conditions: [],
    },
  ];
}
