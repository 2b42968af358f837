import { nonceIn } from './requester.ts';

/** Follows redirects that far. */
const MOST_STEPS = 12;

/** What a browser without scripts does: it keeps cookies, follows redirects and sends forms. */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  /** Opens a page, or sends a form. @returns the page at the end of all redirects */
  async open(url: string, form?: Record<string, string>): Promise<{ url: string; status: number; body: string }> {
    let next = { url, ...(form && { form }) };
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const response = await this.#send(next.url, next.form);
      const location = response.headers.get('location');
      if (location === null) return { url: next.url, status: response.status, body: await response.text() };
      next = { url: new URL(location, next.url).href };
    }
    throw new Error(`${url} leads nowhere`);
  }

  /** Asks for a one-time code on an approval page. @returns the page with the field for it */
  async askForCode(link: string): Promise<string> {
    const { body } = await this.open(link);
    return (await this.open(`${link}/code`, { nonce: nonceIn(body) })).body;
  }

  /** Signs in at the identity provider. @returns the approval page after that */
  async signIn(link: string, person: string): Promise<string> {
    const { url } = await this.open(`${link}/sign-in`);
    return (await this.open(url, { person })).body;
  }

  /** Sends the form of an approval page. @returns the page after that */
  async decide(link: string, fields: Record<string, string>): Promise<{ status: number; body: string }> {
    const { body } = await this.open(link);
    return this.open(link, { nonce: nonceIn(body), comment: '', ...fields });
  }

  async #send(url: string, form: Record<string, string> | undefined): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = form && new URLSearchParams(form);
    const init = { headers: { cookie }, redirect: 'manual' } as const;
    const response = await fetch(url, body ? { ...init, method: 'POST', body } : init);
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}
