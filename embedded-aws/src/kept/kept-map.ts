import { type JsonObject, objectAt, textAt } from '../json.ts';
import type { Journal } from './journal.ts';

/** A map whose entries are kept. A value that was changed must be set again. */
export class KeptMap extends Map<string, JsonObject> {
  #journal: Journal | undefined;

  constructor(journal: Journal) {
    super();
    for (const record of journal.read()) {
      const key = textAt(record, 'key') ?? '';
      if ('value' in record) super.set(key, objectAt(record, 'value'));
      else super.delete(key);
    }
    journal.replace([...this].map(([key, value]) => ({ key, value })));
    this.#journal = journal;
  }

  override set(key: string, value: JsonObject): this {
    this.#journal?.append({ key, value });
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    if (this.has(key)) this.#journal?.append({ key });
    return super.delete(key);
  }
}
