/** The secret that signs Standard Webhooks locally: the specification wants a prefix and base64. */
const STANDARD_WEBHOOKS_SECRET = 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0';

/** The first value of a secret that the template declares, by the last part of its name: `…/jira` holds `local-jira-secret`. */
export function declaredSecret(name: string): string {
  const source = /([^/]+)$/.exec(name)?.[1] ?? name;
  return source === 'standard' ? STANDARD_WEBHOOKS_SECRET : `local-${source}-secret`;
}

/** What a key of a secret holds that an operator creates before the stack: `token` holds `local-token`. */
export function foreignSecretKey(key: string): string {
  return `local-${key}`;
}
