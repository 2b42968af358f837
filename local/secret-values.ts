/** The key that signs Standard Webhooks locally: the specification demands a prefix and base64. */
const STANDARD_WEBHOOKS_KEY = 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0';

/** The first text of the one secret that the template declares: the keys of these ticket sources. */
export function webhookKeys(sources: string[]): string {
  return JSON.stringify(Object.fromEntries(sources.map((source) => [source, { current: webhookKey(source) }])));
}

/** The first key of a ticket source: `jira` has `local-jira-secret`. */
export function webhookKey(source: string): string {
  return source === 'standard' ? STANDARD_WEBHOOKS_KEY : `local-${source}-secret`;
}

/** A key of a secret that an operator creates before the stack: `token` contains `local-token`. */
export function externalSecret(key: string): string {
  return `local-${key}`;
}
