import { html } from './html.ts';

/** Inline styles: many mail clients read no others. They are markup, so that nothing in them is escaped. */
export const MAIL_STYLE = {
  page: html`margin:0;padding:0;background-color:#f4f5f7;color:#1b2230;font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-size:16px;line-height:1.5`,
  hidden: html`display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#f4f5f7`,
  column: html`width:100%;max-width:600px`,
  card: html`background-color:#ffffff;border:1px solid #dde1e7;border-radius:12px;padding:24px 20px;text-align:left;word-break:break-word;overflow-wrap:anywhere`,
  heading: html`margin:6px 0 0;font-size:22px;line-height:1.3;font-weight:700;color:#1b2230`,
  code: html`margin:14px 0 6px;font-size:30px;line-height:1.3;font-weight:700;letter-spacing:2px;color:#1b2230`,
  section: html`margin:28px 0 0;font-size:17px;line-height:1.3;font-weight:700;color:#1b2230`,
  paragraph: html`margin:8px 0 0`,
  notice: html`margin:0 0 18px;padding:0 0 0 12px;border-left:4px solid #7c8696;font-weight:600`,
  quiet: html`margin:8px 0 0;font-size:14px;color:#566072`,
  quietText: html`font-size:14px;color:#566072`,
  facts: html`width:100%;margin:16px 0 0;border-top:1px solid #dde1e7`,
  fact: html`padding:10px 0;border-bottom:1px solid #dde1e7;vertical-align:top`,
  diff: html`width:100%;margin:12px 0 0;border:1px solid #dde1e7;border-radius:8px;border-collapse:separate`,
  other: html`width:100%;margin:28px 0 0;border:2px dashed #7c8696;border-radius:12px;border-collapse:separate`,
  diffHead: html`padding:12px 14px`,
  diffField: html`padding:10px 14px;border-top:1px solid #dde1e7`,
  before: html`margin:4px 0 0;padding:4px 10px;border-radius:6px;background-color:#fcebe9;color:#a1261d`,
  after: html`margin:4px 0 0;padding:4px 10px;border-radius:6px;background-color:#e3f4e9;color:#14663a;font-weight:600`,
  button: html`border-radius:8px;background-color:#17703f`,
  buttonText: html`display:inline-block;padding:13px 28px;font-size:16px;font-weight:700;color:#ffffff;text-decoration:none`,
};

/** Dark mode for clients that read a style sheet; the others keep or invert the light colours. */
export const MAIL_DARK_STYLE = html`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .m-page { background-color: #11151b !important; color: #e9edf3 !important; }
  .m-card { background-color: #1a2029 !important; border-color: #303947 !important; color: #e9edf3 !important; }
  .m-strong { color: #e9edf3 !important; }
  .m-quiet { color: #a5b0c0 !important; }
  .m-line { border-color: #303947 !important; }
  .m-before { background-color: #431c19 !important; color: #ffb4ab !important; }
  .m-after { background-color: #15351f !important; color: #9be0b5 !important; }
  .m-button { background-color: #8ed8aa !important; }
  .m-button-text { color: #0b2715 !important; }
}
`;
