import { html } from './html.ts';
import { PALETTE } from './palette.ts';

/**
 * The style sheet of every page: system fonts, no external resources, narrow screens first, light and dark. Text has a
 * contrast of at least 4.5 (WCAG AA).
 */
export const PAGE_STYLE = html`
${PALETTE}* { box-sizing: border-box; }
html { font: 100%/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere; }
.frame { max-width: 52rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
header, footer { color: var(--quiet); font-size: .875rem; }
header { margin-bottom: 1.25rem; letter-spacing: .01em; }
footer { margin-top: 2rem; }
footer p { margin: .25rem 0; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; font-weight: 650; text-wrap: balance; overflow-wrap: break-word; }
h2 { font-size: 1.125rem; line-height: 1.3; margin: 2.25rem 0 .75rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 0; font-weight: 650; }
p { margin: .5rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -6rem; background: var(--card); padding: .75rem 1rem; border-radius: .5rem; }
.skip:focus { top: .5rem; }
.quiet { color: var(--quiet); }
.text { white-space: pre-wrap; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.lead { font-size: 1.0625rem; margin: .5rem 0 0; }
main > ul { padding-left: 1.25rem; }
main > ul li { margin: .5rem 0; }

.banner { display: flex; gap: .875rem; align-items: flex-start; }
.badge { flex: none; width: 2rem; height: 2rem; border-radius: 50%; display: grid; place-items: center; font-weight: 700;
  background: var(--line); }
.tone-good .badge { background: var(--good-tint); color: var(--good); }
.tone-bad .badge { background: var(--bad-tint); color: var(--bad); }

.facts { margin: 1.5rem 0 0; padding: .25rem 1.125rem; }
.facts > div { padding: .75rem 0; }
.facts > div + div { border-top: 1px solid var(--line); }
.facts dt { color: var(--quiet); font-size: .875rem; }
.facts dd { margin: 0; }
summary { cursor: pointer; color: var(--accent); padding: .5rem 0; }

.diff { padding: 1rem 1.125rem; margin-top: .875rem; }
.diff-head { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.pill { font-size: .8125rem; font-weight: 600; padding: .0625rem .5rem; border-radius: 1rem; border: 1px solid currentColor; }
.pill.set { color: var(--good); } .pill.remove { color: var(--bad); } .pill.change { color: var(--quiet); }
.accounts { margin: .125rem 0 0; color: var(--quiet); font-variant-numeric: tabular-nums; }
.accounts p { margin: 0; }
.accounts ul { list-style: none; margin: 0; padding: 0; }
.accounts li { padding: .125rem 0 .125rem .75rem; border-left: 3px solid var(--line); font-size: .875rem; }
.notice { display: flex; gap: .75rem; align-items: flex-start; margin: 1rem 0 0; padding: .75rem 1rem; border-radius: .75rem;
  background: var(--card); border: 1px solid var(--field-line); font-weight: 600; }
.notice .badge { width: 1.5rem; height: 1.5rem; font-size: .8125rem; }
.quoted { padding: 0 .25rem; border-radius: .25rem; background: var(--page); border: 1px solid var(--line); white-space: pre-wrap; }
.other { margin-top: 2.25rem; padding: 0 1rem 1rem; border: 2px dashed var(--field-line); border-radius: .75rem; }
.other h2 { margin-top: 1rem; }
table { width: 100%; border-collapse: collapse; margin-top: .75rem; }
table, tbody, tr, th, td { display: block; text-align: left; font-weight: 400; padding: 0; }
thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tbody tr { padding: .625rem 0; border-top: 1px solid var(--line); }
tbody tr:last-child { padding-bottom: .125rem; }
tbody th { color: var(--quiet); font-size: .875rem; }
.mark { font-size: .8125rem; margin-left: .375rem; padding-left: .4375rem; border-left: 1px solid var(--line); }
.mark.strong { color: var(--text); font-weight: 650; }
td { white-space: pre-wrap; }
td + td { margin-top: .3125rem; }
del, ins { display: block; text-decoration: none; padding: .25rem .625rem .25rem 2rem; text-indent: -1.375rem; border-radius: .375rem; }
del { background: var(--bad-tint); color: var(--bad); }
del .value { text-decoration: line-through; text-decoration-thickness: 1px; }
ins { background: var(--good-tint); color: var(--good); font-weight: 600; }
.sign { display: inline-block; width: 1.375rem; text-indent: 0; font-weight: 700; }
.same { color: var(--quiet); }
.twice, .nothing { display: none; }

.group { padding: 0 1.125rem; margin-top: .625rem; }
.group[open] { padding-bottom: 1rem; }
.group > summary { color: var(--text); padding: .75rem 0; }
.group-head { display: inline-flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; width: calc(100% - 1.5rem); }
.group-change { display: block; padding-left: 1rem; font-weight: 600; }
.group .accounts { margin-top: .75rem; }
.gained { color: var(--good); } .lost { color: var(--bad); } .group-change .quiet { font-weight: 400; }
.exceptions { margin-top: 1.75rem; }
.found { padding: .25rem 0 .75rem; border-bottom: 1px solid var(--line); }
.search { margin-top: 1rem; }
.search p { margin: .75rem 0 0; }
.search-field { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: .375rem; }
.search-field input { flex: 1 1 14rem; min-width: 0; min-height: 3rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--page);
  border: 1px solid var(--field-line); border-radius: .5rem; }
.search-field button { flex: 0 1 auto; min-width: 0; border-color: var(--accent); background: transparent; color: var(--accent); }

.live { display: block; width: 100%; height: 26rem; margin-top: .75rem; border: 0; color-scheme: light dark; }
.progress { padding: 1.125rem; }
.progress-state { display: flex; flex-wrap: wrap; gap: .25rem .625rem; align-items: center; margin: 0; }
.progress-state .badge { width: 1.5rem; height: 1.5rem; font-size: .8125rem; }
.progress-state .quiet { flex-basis: 100%; }
progress { display: block; width: 100%; height: .75rem; margin: .875rem 0; border: 0; border-radius: .375rem; overflow: hidden;
  background: var(--line); color: var(--approve); appearance: none; }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--approve); }
progress::-moz-progress-bar { background: var(--approve); }
.figures { display: grid; grid-template-columns: repeat(2, 1fr); gap: .75rem 1rem; margin: 0; }
.figures dt { color: var(--quiet); font-size: .875rem; }
.figures dd { margin: 0; font-weight: 650; font-variant-numeric: tabular-nums; }

.votes, .results, .timeline { list-style: none; margin: 0; padding: 0; }
.votes, .results, .history { padding: .25rem 1.125rem; }
li .badge { width: 1.5rem; height: 1.5rem; font-size: .8125rem; margin-top: .0625rem; }
.votes > li, .results > li, .timeline > li { display: flex; gap: .75rem; padding: .75rem 0; }
.votes > li + li, .results > li + li { border-top: 1px solid var(--line); }
li p { margin: 0; }
.history { padding-top: .5rem; padding-bottom: .5rem; }
.timeline li { position: relative; padding: .5rem 0; }
.timeline li:not(:last-child)::before { content: ''; position: absolute; left: .6875rem; top: 2.3125rem; bottom: -.25rem; width: 2px;
  background: var(--line); }
.timeline time { font-size: .875rem; }
.comment, li .comment { margin: .375rem 0 0; padding-left: .75rem; border-left: 3px solid var(--line); }

.form { padding: 1.125rem; }
.form p { margin: 0 0 .75rem; }
label { display: block; font-weight: 650; }
.hint { color: var(--quiet); font-size: .875rem; font-weight: 400; }
input[name=code] { display: block; width: 100%; max-width: 16rem; min-height: 3rem; margin: .375rem 0 1rem; padding: .5rem .75rem; font: inherit;
  font-size: 1.25rem; letter-spacing: .1em; color: inherit; background: var(--page); border: 1px solid var(--field-line); border-radius: .5rem; }
textarea { display: block; width: 100%; min-height: 6rem; margin-top: .375rem; padding: .625rem .75rem; font: inherit; color: inherit;
  background: var(--page); border: 1px solid var(--field-line); border-radius: .5rem; resize: vertical; }
time { white-space: nowrap; }
.problem { display: flex; background: var(--bad-tint); color: var(--bad); font-weight: 600; padding: .75rem 1rem; border-radius: .5rem; }
.problem .sign { flex: none; width: 1.5rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem; }
button, .next { flex: 1 1 8.5rem; min-height: 3rem; padding: .5rem 1.25rem; font: inherit; font-weight: 650; border-radius: .5rem;
  border: 2px solid var(--approve); cursor: pointer; }
.approve { background: var(--approve); color: var(--approve-text); }
.reject, .cancel { background: transparent; border-color: var(--bad); color: var(--bad); }
.pause { background: transparent; border-color: var(--field-line); color: var(--text); }
.next { background: var(--approve); color: var(--approve-text); text-align: center; text-decoration: none; }
.aside { margin-top: .75rem; }
.plain { min-height: 0; min-width: 0; padding: .25rem 0; border: 0; background: none; color: var(--accent); font-weight: 400; text-decoration: underline; }
button:hover, .next:hover { filter: brightness(1.08); }

@media (min-width: 40rem) {
  .frame { padding: 2.5rem 1.5rem 4rem; }
  h1 { font-size: 1.875rem; }
  .facts > div { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; }
  .facts dt { font-size: 1rem; }
  .live { height: 17rem; }
  .figures { grid-template-columns: repeat(3, 1fr); }
  .diff, .form { padding: 1.25rem 1.5rem 1.375rem; }
  .facts, .votes, .results, .history { padding-left: 1.5rem; padding-right: 1.5rem; }
  thead { position: static; width: auto; height: auto; clip-path: none; display: block; font-size: .875rem; color: var(--quiet); }
  tr { display: grid; grid-template-columns: 7.5rem 1fr 1fr; gap: .25rem .875rem; align-items: start; padding: .375rem 0; }
  tbody tr { padding: .5rem 0; }
  tbody th { padding: .25rem 0; }
  tbody th { font-size: .9375rem; }
  .mark { display: block; margin-left: 0; padding-left: 0; border: 0; line-height: 1.2; }
  td + td { margin-top: 0; }
  thead th { padding: .25rem 0; }
  thead th + th, .same { padding: .25rem .625rem; }
  .twice, .nothing { display: block; padding: .25rem .625rem; }
  button, .next { flex: none; min-width: 11rem; }
}
@media (forced-colors: active) { del, ins, .badge, .problem { border: 1px solid; } }
@media print { .form, .skip { display: none; } }
`;
