/** The URL if it is an https one without credentials. No other becomes a link. */
export function httpsUrl(url: string | undefined): URL | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed?.protocol === 'https:' && !parsed.username && !parsed.password ? parsed : undefined;
}
