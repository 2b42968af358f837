import type { Ajv2020 } from 'ajv/dist/2020.js';
import { uriOf } from './schema-files.ts';

/** Limits that the code needs, too: the schema, and where it says them. */
const LIMITS: Record<string, [path: string, pointer: string]> = {
  MOST_CHANGES: ['change-request.schema.json', '/properties/changes/maxItems'],
  MOST_CAMPAIGN_CHANGES: ['change-request.schema.json', '/$defs/changeSet/properties/count/maximum'],
  REQUEST_ID_CHARACTERS: ['change-request.schema.json', '/properties/requestId/maxLength'],
  CANCELLATION_COMMENT_CHARACTERS: ['cancellation.schema.json', '/$defs/reason/maxLength'],
  TICKET_COMMENT_CHARACTERS: ['ticket-comment.schema.json', '/properties/text/maxLength'],
  CONTACT_NAME_CHARACTERS: ['contact.schema.json', '/properties/name/maxLength'],
  CONTACT_TITLE_CHARACTERS: ['contact.schema.json', '/properties/title/maxLength'],
  CONTACT_EMAIL_ADDRESS_CHARACTERS: ['contact.schema.json', '/properties/emailAddress/maxLength'],
  CONTACT_PHONE_NUMBER_CHARACTERS: ['contact.schema.json', '/properties/phoneNumber/maxLength'],
};

/** A module with the limits as constants, and its types. */
export function limitsModule(ajv: Ajv2020): { code: string; types: string } {
  const limits = Object.entries(LIMITS).map(([name, [path, pointer]]) => ({
    name,
    value: limitAt(ajv, path, pointer),
  }));
  return {
    code: limits.map(({ name, value }) => `export const ${name} = ${value};\n`).join(''),
    types: limits.map(({ name, value }) => `export declare const ${name} = ${value};\n`).join(''),
  };
}

function limitAt(ajv: Ajv2020, path: string, pointer: string): number {
  const schema: unknown = ajv.getSchema(uriOf(path))?.schema;
  const value = pointer
    .split('/')
    .slice(1)
    .reduce((part, key) => Object(part)[key], schema);
  if (typeof value !== 'number') throw new Error(`${uriOf(path, pointer)} is not a number`);
  return value;
}
