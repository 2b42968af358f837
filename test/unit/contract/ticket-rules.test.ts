import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../../../functions/domain/request/request.ts';
import { readTicket } from '../../../functions/webhooks/ticket-mapping.ts';
import { ticketComment } from '../../../functions/wording/ticket-comment.ts';
import { defaultPolicy, preset } from '../webhooks/payloads.ts';
import { resourceNamed, resourcesOf, targetsOf } from './resources.ts';
import { entriesAt, listAt, ROOT, readSource, valueAt } from './sources.ts';

const DETAIL_TYPE = 'Alternate Contact Ticket Comment';

const ticketRules = targetsOf(resourcesOf('AWS::Events::Rule')).filter(({ rule }) =>
  listAt(rule.properties, 'EventPattern', 'detail-type').includes(DETAIL_TYPE),
);
const cases = ticketRules.flatMap(({ rule, target, properties }) =>
  listAt(rule.properties, 'EventPattern', 'detail', 'source', 'system').map((system) => ({
    rule: rule.name,
    system: String(system),
    pattern: valueAt(rule.properties, 'EventPattern', 'detail'),
    destination: resourceNamed(String(listAt(target, 'Fn::GetAtt')[0])),
    properties,
  })),
);

/** The comment event of a request that comes from the system's sample ticket. */
async function commentOf(system: string, status: RequestStatus) {
  const path = join(ROOT, `test/fixtures/webhooks/${system}.json`);
  const ticket = await readTicket(preset(system), system, JSON.parse(readFileSync(path, 'utf8')));
  if (ticket === 'left' || 'takenBack' in ticket) throw new Error(`the sample of ${system} is left`);
  const { mapped: _, ...place } = ticket;
  const about = { requestId: 'r-1', previousStatus: null, requestedBy: null, occurredAt: '', changes: [] };
  return { detail: ticketComment({ ...about, status, source: { system, ...place } }) };
}

/** The value at a path such as `$.detail.ticket[0]`. */
function atPath(event: object, path: string): unknown {
  const keys = path.match(/\w+/g) ?? [];
  return valueAt(event, ...keys);
}

/** Whether the pattern, of nested keys and lists of values, matches the detail. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.includes(value);
  const conditions = Object.entries(Object(pattern));
  return conditions.every(([key, condition]) => matches(condition, valueAt(value, key)));
}

describe('the rules for tickets', () => {
  it('are found, and match the events that the code puts', () => {
    expect(cases.length).toBeGreaterThan(4);
    expect(readSource('functions/aws/event-bus.ts')).toContain(`'${DETAIL_TYPE}'`);
  });

  it('exist for each system of the policy whose tickets have a reference', () => {
    const systems = Object.entries(defaultPolicy.sources ?? {}).flatMap(([name, { reference }]) =>
      reference === undefined ? [] : [name],
    );
    expect([...new Set(cases.map(({ system }) => system))].sort()).toEqual(systems.sort());
  });

  it.each(cases)('$rule matches a comment for $system, and for no other system', async ({ system, pattern }) => {
    const applied = await commentOf(system, 'APPLIED');
    expect(matches(pattern, applied.detail)).toBe(true);
    for (const other of ['github', 'jira', 'zendesk', 'servicenow', 'freshservice']) {
      const named = listAt(pattern, 'source', 'system').includes(other);
      expect(matches(pattern, (await commentOf(other, 'APPLIED')).detail)).toBe(named);
    }
  });

  it.each(cases.filter(({ rule }) => /Done/.test(rule)))(
    '$rule closes a ticket of $system only when the request is done',
    async ({ system, pattern }) => {
      const closing: RequestStatus[] = ['APPLIED', 'UNCHANGED'];
      const others: RequestStatus[] = ['INVALID', 'PENDING_APPROVAL', 'REJECTED', 'PARTIALLY_APPLIED', 'FAILED'];
      for (const status of [...others, ...closing]) {
        const { detail } = await commentOf(system, status);
        expect(matches(pattern, detail)).toBe(closing.includes(status));
      }
    },
  );

  it.each(cases)(
    '$rule fills each * of the address with a part of the reference of $system',
    async ({ system, destination, properties }) => {
      const event = await commentOf(system, 'APPLIED');
      const endpoint = String(valueAt(destination.properties, 'InvocationEndpoint', 'Fn::Sub'));
      const parts = listAt(properties, 'HttpParameters', 'PathParameterValues').map((path) =>
        atPath(event, String(path)),
      );
      expect(parts).toHaveLength(endpoint.match(/\*/g)?.length ?? 0);
      for (const part of parts) expect(part).toMatch(/^[\w.-]+$/);
    },
  );

  it.each(cases)(
    '$rule sends JSON with the text of the comment, or with none of the comment',
    async ({ system, properties }) => {
      const event = await commentOf(system, 'APPLIED');
      const template = valueAt(properties, 'InputTransformer', 'InputTemplate');
      if (template === undefined) {
        const input = valueAt(properties, 'Input', 'Fn::Sub') ?? valueAt(properties, 'Input');
        expect(() => JSON.parse(String(input).replaceAll(/\$\{\w+\}/g, '5'))).not.toThrow();
        return;
      }
      const values = Object.fromEntries(
        entriesAt(properties, 'InputTransformer', 'InputPathsMap').map(([name, path]) => [
          name,
          atPath(event, String(path)),
        ]),
      );
      const body = String(template).replaceAll(/<(\w+)>/g, (_, name: string) => JSON.stringify(values[name]));
      expect(JSON.stringify(JSON.parse(body))).toContain(JSON.stringify(event.detail?.text));
    },
  );
});
