/**
 * An e-mail address, perhaps in brackets or before punctuation. Clients may link it: such a link only writes a mail. It
 * must not begin like a host name, because a client may link that beginning alone.
 */
const EMAIL_ADDRESS = /^[<([{"']*(?!www\.)[\p{L}\p{N}_+=.&'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+[\])}>"',.;:!?]*$/iu;

/**
 * The dot before a possible top-level domain, after a letter, mark, digit, emoji or joiner, and the dot after `www`.
 * Browsers read ideographic full stops as dots too.
 */
const DOT_IN_HOST =
  /(?<=www)\.|(?<=[\p{L}\p{M}\p{N}\p{So}\p{Sk}\p{Join_Control}-])[.。．｡](?=\p{L}[\p{L}\p{M}\p{N}\p{Join_Control}-])/giu;

/**
 * Text in which no mail client finds a link: `https[:]//evil[.]example/login`. Clients turn URLs and bare host names into
 * links, but a mail that asks for a decision must have one link only. E-mail addresses stay as they are.
 */
export function unlinkedText(text: string): string {
  return text.replace(/\S+/g, (word) =>
    EMAIL_ADDRESS.test(word) ? word : word.replace(/:(?=[/\\]{2})/g, '[:]').replace(DOT_IN_HOST, '[.]'),
  );
}
