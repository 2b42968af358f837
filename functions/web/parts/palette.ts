import { html } from './html.ts';

/** The colours of pages, light and dark. Text in them has a contrast of at least 4.5 (WCAG AA). */
export const PALETTE = html`:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --text: #1b2230; --quiet: #566072; --line: #dde1e7;
  --accent: #1d4ed8; --good: #14663a; --good-tint: #e3f4e9; --bad: #a1261d; --bad-tint: #fcebe9;
  --approve: #17703f; --approve-text: #ffffff; --field-line: #7c8696;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2029; --text: #e9edf3; --quiet: #a5b0c0; --line: #303947;
    --accent: #93b7ff; --good: #9be0b5; --good-tint: #15351f; --bad: #ffb4ab; --bad-tint: #431c19;
    --approve: #8ed8aa; --approve-text: #0b2715; --field-line: #8490a3;
  }
}
`;
