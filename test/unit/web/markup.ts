/** An e-mail address, perhaps in brackets or before punctuation: a click on it only writes a mail. */
const EMAIL_ADDRESS = /^[^\s@:/\\]+@[^\s@:/\\]+:?$/u;

/** Renderers escape every `>` and `"` that somebody wrote, also in values. */
const TAG = /<[^>]*>/g;
const ATTRIBUTE = /\s([a-z-]+)="([^"]*)"/g;

const LINK =
  /(?<![a-z\d+.-])[a-z][a-z\d+.-]*:[/\\]{2}\S+|www\.\S*|[\p{L}\p{M}\p{N}-][.。．｡]\p{L}[\p{L}\p{M}\p{N}-]\S*/giu;

/** Everything that a mail client could turn into a link: URLs and bare host names. */
export function linksOf(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => !EMAIL_ADDRESS.test(word) || /^\W*www\./i.test(word));
  return words.flatMap((word) => word.match(LINK) ?? []);
}

/** Where the links of a page or a mail's HTML lead. */
export function hrefsOf(markup: string): string[] {
  const attributes = [...markup.matchAll(TAG)].flatMap(([tag]) => [...tag.matchAll(ATTRIBUTE)]);
  return attributes.filter(([, name]) => name === 'href').map(([, , value = '']) => decoded(value));
}

/** Every tag with the names of its attributes, one per line: everything that a browser would take for markup. */
export function tagsOf(markup: string): string {
  return [...markup.matchAll(TAG)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')).join('\n');
}

/** The text between the tags, as people read it. */
export function textOf(markup: string): string {
  return decoded(markup.replace(/<style>[^<]*<\/style>/g, ' ').replace(TAG, ' '));
}

function decoded(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '');
}
