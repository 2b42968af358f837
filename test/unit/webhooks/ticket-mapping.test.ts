import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { readTicket, TicketMappingError } from '../../../functions/webhooks/ticket-mapping.ts';
import type { TicketSource } from '../../../schemas/compiled/policy-schema.js';
import { githubForm } from './payloads.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const sourceOf = (differences: Partial<TicketSource>): TicketSource => ({
  proof: { kind: 'zendesk' },
  mapping: '{}',
  ...differences,
});

/** The result of the mapping. */
async function evaluated(mapping: string, body: unknown = {}): Promise<unknown> {
  const ticket = await readTicket(sourceOf({ mapping: `{ "value": ${mapping} }` }), 'desk', body);
  return ticket !== 'left' && 'mapped' in ticket ? ticket.mapped['value'] : ticket;
}

const failureOf = (source: TicketSource, body: unknown = {}): Promise<unknown> =>
  readTicket(source, 'desk', body).then(
    () => 'mapped',
    (error: unknown) => error,
  );

describe('readTicket', () => {
  it('returns reference, url and request', async () => {
    const source = sourceOf({ reference: 'key', url: '"https://x/" & key', mapping: '{ "requestId": $system & key }' });
    await expect(readTicket(source, 'desk', { key: 'A-1' })).resolves.toEqual({
      reference: 'A-1',
      url: 'https://x/A-1',
      mapped: { requestId: 'deskA-1' },
    });
  });

  it('returns no reference and no url when the source names none, or the ticket has none', async () => {
    await expect(readTicket(sourceOf({}), 'desk', {})).resolves.toEqual({ mapped: {} });
    await expect(readTicket(sourceOf({ reference: 'key', url: 'url' }), 'desk', {})).resolves.toEqual({ mapped: {} });
  });

  it('returns the reference as text when it is a number', async () => {
    await expect(readTicket(sourceOf({ reference: 'id' }), 'desk', { id: 4711 })).resolves.toMatchObject({
      reference: '4711',
    });
  });

  it.each([
    { filter: 'type = "change"', body: { type: 'change' }, left: false },
    { filter: 'type = "change"', body: { type: 'other' }, left: true },
    { filter: 'type = "change"', body: {}, left: true },
    { filter: 'missing', body: {}, left: true },
    { filter: '"x" in labels', body: { labels: ['x'] }, left: false },
    { filter: 'true', body: null, left: false },
  ])('leaves ($left) the body $body when the filter is $filter', async ({ filter, body, left }) => {
    const ticket = await readTicket(sourceOf({ filter }), 'desk', body);
    expect(ticket === 'left').toBe(left);
  });

  it('says that the ticket takes its request back when cancel is true, whatever the filter says', async () => {
    const source = sourceOf({ reference: 'key', cancel: 'state = "closed"', filter: 'true' });
    await expect(readTicket(source, 'desk', { key: 'A-1', state: 'closed' })).resolves.toEqual({ takenBack: 'A-1' });
    await expect(readTicket(source, 'desk', { key: 'A-1', state: 'open' })).resolves.toMatchObject({
      reference: 'A-1',
    });
  });

  it('throws TicketMappingError when a ticket without a key takes its request back', async () => {
    const source = sourceOf({ reference: 'key', cancel: 'true' });
    expect(await failureOf(source)).toBeInstanceOf(TicketMappingError);
  });

  it('maps nothing when the filter leaves out the body', async () => {
    await expect(readTicket(sourceOf({ filter: 'false', mapping: '$error("no")' }), 'desk', {})).resolves.toBe('left');
  });

  it.each(['[]', '[{}]', '"text"', '42', 'true', 'null', 'missing'])(
    'throws TicketMappingError when the mapping makes %s, which is no object',
    async (mapping) => {
      expect(await failureOf(sourceOf({ mapping }))).toBeInstanceOf(TicketMappingError);
    },
  );

  it.each([
    { part: 'filter', source: sourceOf({ reference: 'key', filter: '$error("of the filter")' }) },
    { part: 'url', source: sourceOf({ reference: 'key', url: '1 + "x"' }) },
    { part: 'mapping', source: sourceOf({ reference: 'key', mapping: '{ "a": $number("x") }' }) },
  ])('throws TicketMappingError with the reference when the $part cannot be evaluated', async ({ source }) => {
    const error = await failureOf(source, { key: 'A-1' });
    expect(error).toMatchObject({ name: 'TicketMappingError', reference: 'A-1' });
  });

  it('throws TicketMappingError without a reference when it does not look like a key', async () => {
    for (const reference of ['"jane@example.com"', '"a b"', '"<b>"', '"A-1\\nA-2"', '""', '$pad("A", 101, "A")']) {
      const error = await failureOf(sourceOf({ reference, mapping: '[]' }));
      expect(error).toMatchObject({ name: 'TicketMappingError', reference: undefined });
    }
  });

  it('throws TicketMappingError without a reference when there is none, or it cannot be evaluated', async () => {
    for (const reference of ['missing', '$error("no")']) {
      const error = await failureOf(sourceOf({ reference, mapping: '[]' }));
      expect(error).toMatchObject({ name: 'TicketMappingError', reference: undefined });
    }
  });

  it('maps a ticket whose reference cannot be evaluated', async () => {
    await expect(readTicket(sourceOf({ reference: '$error("no")' }), 'desk', {})).resolves.toEqual({ mapped: {} });
  });

  it('repeats nothing from the payload in the message of its error', async () => {
    const error = await failureOf(sourceOf({ mapping: '{ "a": $number(phone) }' }), { phone: 'a secret number' });
    expect(String(error)).toBe('TicketMappingError: the ticket cannot be mapped to a change request');
  });

  it('returns plain JSON, without the properties that JSONata adds to lists', async () => {
    const value = await evaluated('items.name', { items: [{ name: 'a' }, { name: 'b' }] });
    expect(Object.getOwnPropertyNames(value)).toEqual(['0', '1', 'length']);
    expect(value).toStrictEqual(['a', 'b']);
  });

  it('leaves out what has no value', async () => {
    await expect(readTicket(sourceOf({ mapping: '{ "a": missing, "c": null }' }), 'desk', {})).resolves.toEqual({
      mapped: { c: null },
    });
  });

  it('leaves the body unchanged', async () => {
    const body = { list: [3, 1, 2], nested: { a: 1 } };
    await readTicket(sourceOf({ mapping: '{ "a": $sort(list), "b": $merge([nested, {"a": 2}]) }' }), 'desk', body);
    expect(body).toEqual({ list: [3, 1, 2], nested: { a: 1 } });
  });

  it('does not carry functions over from one ticket to the next', async () => {
    await evaluated('($secret := "of the first"; $secret)');
    await expect(evaluated('$secret')).resolves.toBeUndefined();
  });
});

describe('the functions of an expression', () => {
  it('are the start of a SHA-256 as $digest', async () => {
    await expect(evaluated('$digest(text)', { text: 'naïve 🦊' })).resolves.toBe(sha256('naïve 🦊').slice(0, 12));
  });

  it('are the answers of an issue form as $issueForm', async () => {
    await expect(evaluated('$issueForm(text)."Contact type"', { text: githubForm() })).resolves.toBe('SECURITY');
  });

  it('are refused when they are given no text', async () => {
    for (const mapping of ['{ "a": $digest(42) }', '{ "a": $issueForm(42) }', '{ "a": $issueForm(null) }']) {
      expect(await failureOf(sourceOf({ mapping }))).toBeInstanceOf(TicketMappingError);
    }
  });

  it('know the name of the source as $system', async () => {
    await expect(evaluated('$system')).resolves.toBe('desk');
  });
});

describe('an expression that does not end', () => {
  it('is stopped with a TicketMappingError when it recurses without end', async () => {
    const source = sourceOf({ reference: 'key', mapping: '($f := function($n) { 1 + $f($n) }; { "a": $f(1) })' });
    expect(await failureOf(source, { key: 'A-1' })).toMatchObject({
      name: 'TicketMappingError',
      reference: 'A-1',
      cause: { code: 'D1011' },
    });
  });

  it('is stopped with a TicketMappingError when it loops for two seconds', async () => {
    let milliseconds = 0;
    // The clock advances by a millisecond whenever it is read, so that the test does not wait.
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => milliseconds++);
    const error = await failureOf(sourceOf({ mapping: '($f := function() { $f() }; { "a": $f() })' }));
    clock.mockRestore();
    expect(error).toMatchObject({ name: 'TicketMappingError', cause: { code: 'D1012' } });
    expect(milliseconds).toBeLessThan(2100);
  });
});
