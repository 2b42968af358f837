import type { EventWords } from '../../functions/wording/event-look.ts';
import { utcText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { INDENT } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TONE_STYLES } from './tone.ts';
import { withComment } from './visible.ts';

/** Keeps the columns of several tables straight: the width of `14 Jun 2026, 12:00:00 UTC`. */
const TIME_WIDTH = 25;

/** When something happened, and what. */
export function timelineTable(events: EventWords[], { width, paint }: Terminal): string {
  const rows = events.map(({ at, actor, text, symbol, tone, comment }): Cell[] => [
    { text: utcText(at, { seconds: true }), style: 'dim' },
    { text: symbol, style: TONE_STYLES[tone] },
    withComment(visibleLine(actor === undefined ? text : `${actor} ${text}`), comment),
  ]);
  return tableText([{ minWidth: TIME_WIDTH }, {}, { wraps: true }], rows, { width: width - INDENT.length, paint });
}
