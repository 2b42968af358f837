/** The secret that signs Standard Webhooks locally: the specification demands a prefix and base64. */
const STANDARD_WEBHOOKS_SECRET = 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0';

/** The first value of a declared secret, by the last part of its name: `…/jira` contains `local-jira-secret`. */
export function declaredSecret(name: string): string {
  const source = /([^/]+)$/.exec(name)?.[1] ?? name;
  return source === 'standard' ? STANDARD_WEBHOOKS_SECRET : `local-${source}-secret`;
}

/** A key of a secret that an operator creates before the stack: `token` contains `local-token`. */
export function externalSecret(key: string): string {
  return `local-${key}`;
}
