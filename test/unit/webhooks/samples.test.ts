import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../../functions/domain/request/canonical-request.ts';
import { readTicket } from '../../../functions/webhooks/ticket-mapping.ts';
import validateRequest from '../../../schemas/compiled/change-request.js';
import { defaultPolicy, preset } from './payloads.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const sample = (name: string): object => JSON.parse(read(`test/fixtures/webhooks/${name}.json`));
const names = Object.keys(defaultPolicy.sources ?? {});

/** Sources whose operators copy the webhook's body from the documentation. */
const COPIED = ['jira-automation', 'zendesk', 'servicenow', 'freshservice'];

describe('the samples of webhooks', () => {
  it('cover each source of the policy, and a ping', () => {
    const files = readdirSync(join(ROOT, 'test/fixtures/webhooks')).map((file) => file.replace('.json', ''));
    expect(files).toEqual(expect.arrayContaining([...names, 'github-ping']));
  });

  it.each(names)('of %s becomes a valid change request', async (name) => {
    const ticket = await readTicket(preset(name), name, sample(name));
    if (ticket === 'left' || 'takenBack' in ticket) throw new Error(`${name} maps no request`);
    const { mapped, ...place } = ticket;
    expect(validateRequest({ ...canonicalRequest(mapped), source: { system: name, ...place } })).toBe(true);
  });

  it('of a ping is left', async () => {
    await expect(readTicket(preset('github'), 'github', sample('github-ping'))).resolves.toBe('left');
  });

  it.each(COPIED)('of %s has the keys that its documentation lists', (name) => {
    const [, body = ''] = /```js(?:on)?\n(.*?)\n\s*```/s.exec(read(`docs/ticketing/${name}.md`)) ?? [];
    const documented = [...body.matchAll(/^\s+"?(\w+)"?: /gm)].map(([, key]) => key);
    expect(documented.toSorted()).toEqual(Object.keys(sample(name)).toSorted());
  });
});
