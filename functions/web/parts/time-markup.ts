import { utcText } from '../../wording/time.ts';
import { type Html, html } from './html.ts';

/** A time for people and for machines. */
export function timeMarkup(iso: string): Html {
  return html`<time datetime="${iso}">${utcText(iso)}</time>`;
}
