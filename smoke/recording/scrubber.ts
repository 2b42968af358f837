/** What each kind of text becomes that could tell who was involved. The first that matches wins. */
const PATTERNS: [RegExp, string][] = [
  [/https?:\/\/[^\s"'<>)]+/g, '<link>'],
  [/\barn:[\w-]+:(?:iam|sts):[^\s"',)]*/g, '<principal>'],
  [/\barn:aws[\w-]*:/g, 'arn:<partition>:'],
  [/[\w.+=&|!#-]+@[\w-]+(?:\.[\w-]+)+/g, '<address>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)/g, '<time>'],
  [/\b(?:o|ou|r)-[a-z0-9]{4,32}(?:-[a-z0-9]{8,32})?\b/g, '<organization>'],
  [/\b\d{12}\b/g, '<account>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '<ip>'],
  [/\b(?:cn|us-gov|us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d\b/g, '<region>'],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '<key>'],
  [/(?<![\w+/=-])(?=[A-Za-z_+/=-]*\d)[\w+/=-]{24,}(?![\w+/=-])/g, '<id>'],
];

/** Takes out of texts what is personal, secret or different in each deployment. */
export class Scrubber {
  readonly #known: [string, string][];

  /** @param known values of this run and what each becomes, such as `<service>`; empty ones are left out */
  constructor(known: Iterable<readonly [value: string, placeholder: string]> = []) {
    // A longer value may contain a shorter one.
    this.#known = [...known]
      .filter(([value]) => value !== '')
      .map(([value, placeholder]): [string, string] => [value, placeholder])
      .sort(([one], [other]) => other.length - one.length);
  }

  scrub(text: string): string {
    const known = this.#known.reduce((left, [value, placeholder]) => left.replaceAll(value, placeholder), text);
    return PATTERNS.reduce((left, [pattern, placeholder]) => left.replace(pattern, placeholder), known);
  }
}
