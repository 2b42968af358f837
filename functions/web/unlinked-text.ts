/** An e-mail address, perhaps in brackets or before punctuation; clients may link it, which only writes a mail. */
const EMAIL_ADDRESS = /^[<([{"']*[\p{L}\p{N}_+=.&'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+[\])}>"',.;:!?]*$/u;

/** The dot before what may be a top-level domain; browsers read the ideographic full stops as dots too. */
const DOT_IN_HOST = /(?<=[\p{L}\p{N}-])[.。．｡](?=\p{L}[\p{L}\p{N}-])/gu;

/**
 * Text in which no mail client finds a link: `https[:]//evil[.]example/login`. Mail clients link URLs and bare host names in
 * what people wrote, and a mail that asks for a decision must have one link only. E-mail addresses stay as they are.
 */
export function unlinkedText(text: string): string {
  return text.replace(/\S+/g, (word) =>
    EMAIL_ADDRESS.test(word) ? word : word.replace(/:(?=[/\\]{2})/g, '[:]').replace(DOT_IN_HOST, '[.]'),
  );
}
