import { linkState } from '../../functions/domain/approval/chain-link.ts';
import { chainLinkWords } from '../../functions/wording/chain.ts';
import { chainRemedy } from '../../functions/wording/chain-remedy.ts';
import { counted } from '../../functions/wording/counted.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { brokenLinks, type CheckedChain } from './chain-document.ts';
import { INDENT, indented, sections, titled } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TONE_STYLES } from './tone.ts';

/** Every link of the chain, whether it holds, and what to do where it doesn't. */
export function chainReport(checked: CheckedChain, terminal: Terminal): string {
  return sections([
    headline(checked, terminal),
    indented(chainTable(checked, terminal)),
    titled('What to do', remedyTable(checked, terminal), terminal),
  ]);
}

function headline({ requestId, record, status = record?.status, links }: CheckedChain, { paint }: Terminal): string {
  const broken = brokenLinks(links).length;
  const symbol = broken > 0 ? paint('red', '✗') : paint('green', '✓');
  const is = status === undefined ? 'has no record any more' : `is ${status}`;
  const end =
    broken > 0 ? `: ${counted(broken, 'link')} of its chain ${broken === 1 ? 'is' : 'are'} broken` : goodEnd(links);
  return `${symbol} ${paint('bold', visibleLine(requestId))} ${is}${end}.`;
}

function goodEnd(links: CheckedChain['links']): string {
  if (links.length === 0) return ', and was not registered, so there is nothing to verify';
  const states = new Set(links.map(linkState));
  if (states.has('unknown')) return '. What can still be checked holds';
  return states.has('open') ? '. Everything so far holds' : ', and every link of its chain holds';
}

function chainTable({ record, links }: CheckedChain, { width, paint }: Terminal): string {
  const rows = links.map((link): Cell[] => {
    const { symbol, tone, label, text, fingerprint } = chainLinkWords(link, record?.accounts);
    const lines = [text, ...(fingerprint === undefined ? [] : [fingerprint])];
    return [{ text: symbol, style: TONE_STYLES[tone] }, label, lines.map(visibleLine).join('\n')];
  });
  return rows.length === 0 ? '' : tableText([{}, {}, { wraps: true }], rows, { width: width - INDENT.length, paint });
}

/** The same remedy is often that of several links. */
function remedyTable({ links }: CheckedChain, { width, paint }: Terminal): string {
  const remedies = new Set(links.flatMap((link) => chainRemedy(link) ?? []));
  if (remedies.size === 0) return '';
  const rows = [...remedies].map((remedy): Cell[] => ['•', remedy]);
  return tableText([{}, { wraps: true }], rows, { width: width - INDENT.length, paint });
}
