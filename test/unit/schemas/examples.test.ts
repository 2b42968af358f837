import { describe, expect, it } from 'vitest';
import { mutationsOf, openObjects } from './mutations.ts';
import { schemaFiles, schemas } from './schema-files.ts';

/** Objects that may have unknown properties, and why. */
const OPEN_OBJECTS: Record<string, string> = {
  'request-event /': 'EventBridge may add to the envelope',
  'validate-request.input /event': 'EventBridge may add to the envelope',
  'validate-change-set.input /event': 'EventBridge may add to the envelope',
  'validate-request.input /event/detail': 'a detail of any shape is a request, if an invalid one',
  'validate-change-set.input /event/detail': 'a detail of any shape is a request, if an invalid one',
  'cancellation-event /': 'EventBridge may add to the envelope',
  'cancel-request.input /': 'EventBridge may add to the envelope',
  'derive-baseline-request.input /event': 'EventBridge may add to the envelope',
  'wake-stalled-approvals.input /': 'EventBridge may add to the envelope',
  'redact-requests.input /': 'EventBridge may add to the envelope',
  'write-report.input /': 'EventBridge may add to the envelope',
  'send-held-mails.input /': 'EventBridge may add to the envelope',
  'confirm-changes.input /': 'EventBridge may add to the envelope',
  'end-stranded-requests.input /': 'EventBridge may add to the envelope',
  'pre-approve.input /event': 'EventBridge may add to the envelope',
  'pre-approve.input /event/detail': 'it is the detail of an event of any kind',
  'derive-baseline-request.input /event/detail': 'AWS may add to its events',
  'detect-drift.input /': 'EventBridge may add to the envelope',
  'detect-drift.input /detail': 'AWS may add to its events',
  'report-drift.input /': 'EventBridge may add to the envelope',
  ...mailEventOpenings('mail-event', ['bounce', 'complaint']),
  ...mailEventOpenings('mark-unreachable.input', ['bounce']),
  'record-outcome.input /state/detail': 'the detail of an event that is not valid has any shape',
  'record-outcome.input /state': 'the state holds what the phases before have left in it',
  'record-outcome.input /state/round': 'the state holds what the phases before have left in it',
};

/** The open objects of a mail event whose examples tell of these. */
function mailEventOpenings(name: string, told: ('bounce' | 'complaint')[]): Record<string, string> {
  const recipients = { bounce: 'bouncedRecipients/0', complaint: 'complainedRecipients/0' };
  const parts = ['detail', 'detail/mail', ...told.flatMap((of) => [`detail/${of}`, `detail/${of}/${recipients[of]}`])];
  return {
    [`${name} /`]: 'EventBridge may add to the envelope',
    ...Object.fromEntries(parts.map((part) => [`${name} /${part}`, 'SES may add to its events'])),
  };
}

/** A policy with everything in it that an operator may write. */
const wholePolicy = {
  allowedEmailDomains: ['example.com'],
  drift: { action: 'revert', notify: ['leads'] },
  notices: { pending: 'claimed', decided: 'nobody' },
  groups: { leads: ['lead-1@example.com', 'lead-2@example.com'] },
  approvals: [
    {
      name: 'security contacts of production',
      when: {
        alternateContactType: ['SECURITY'],
        ou: ['ou-ab12-prod0001'],
        accountId: ['222222222222'],
        tags: { Stage: ['prod', ''], CostCenter: ['4711'] },
        changes: { atLeast: 2, atMost: 99 },
        source: ['jira'],
        action: ['PUT'],
      },
      approvers: ['leads', 'ciso@example.com'],
      quorum: 2,
      rejection: 'majority',
      commentRequired: true,
      rounds: [{ wait: '24h' }, { wait: '24h', remind: true }, { wait: '24h', escalateTo: ['ciso@example.com'] }],
    },
    {
      name: 'mass changes',
      when: { changes: { atLeast: 20 } },
      approvers: ['leads', 'ciso@example.com'],
      quorum: 'one-of-each',
      rounds: [{ wait: '1h' }],
    },
    { name: 'new accounts', when: { source: ['organization'] }, preApproved: true },
    { name: 'everything else', approvers: ['leads'], quorum: 1, rounds: [{ wait: '72h' }] },
  ],
  baseline: {
    default: {
      SECURITY: { name: 'SOC', title: 'Security', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' },
      BILLING: 'unmanaged',
    },
    overrides: [
      { when: { ou: ['ou-ab12-sandbox01'] }, contacts: { BILLING: 'absent' } },
      { when: { tags: { CostCenter: ['4711'] } }, contacts: { OPERATIONS: 'unmanaged' } },
      {
        when: { accountId: ['222222222222'], ou: ['r-ab12'], tags: { Stage: ['prod', ''] } },
        contacts: {
          SECURITY: { name: 'SOC', title: 'Security', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' },
        },
      },
    ],
  },
  sources: {
    standard: {
      proof: { kind: 'standard-webhooks' },
      filter: 'true',
      reference: 'key',
      url: 'url',
      mapping: '$',
      mailRequester: false,
    },
    zendesk: { proof: { kind: 'zendesk' }, mapping: '$' },
    jira: { proof: { kind: 'hmac-sha256', header: 'X-Hub-Signature' }, mapping: '$' },
    servicenow: { proof: { kind: 'header', headers: ['Authorization', 'X-Api-Key'] }, mapping: '$' },
    freshservice: { proof: { kind: 'basic', username: 'freshservice' }, mapping: '$' },
    iam: { proof: { kind: 'iam', principals: ['arn:aws:iam::111111111111:role/desk'] }, mapping: '$' },
  },
};

type Validate = (data: unknown) => boolean;

/** The validator that is used at run time; `policy.js` is the policy itself. */
async function compiledValidator(name: string): Promise<Validate> {
  const file = name === 'policy' ? 'policy-schema' : name;
  const module: { default: Validate } = await import(`../../../schemas/compiled/${file}.js`);
  return module.default;
}

const cases = await Promise.all(
  schemas.map(async ({ name, uri, schema }) => ({
    name,
    uri,
    validate: await compiledValidator(name),
    examples: [...(schema.examples ?? []), ...(name === 'policy' ? [wholePolicy] : [])],
  })),
);

describe('the schema files', () => {
  it.each(schemaFiles)('$path says what it is', ({ path, schema }) => {
    expect(schema.$id).toBe(`https://alternate-contacts.example/schemas/${path}`);
    expect(schema.title).toBeTruthy();
    expect(schema.description).toBeTruthy();
  });

  it('are those of every event, task and webhook', () => {
    const names = schemas.map(({ name }) => name);
    for (const event of ['request-event', 'status-event', 'cancellation-event', 'ticket-comment', 'mail-event']) {
      expect(names).toContain(event);
    }
    const tasks = ['derive-baseline-request', 'cancel-request', 'record-outcome'];
    for (const task of [...tasks, 'mark-unreachable', 'wake-stalled-approvals']) {
      expect(names).toEqual(expect.arrayContaining([`${task}.input`, `${task}.output`]));
    }
  });

  it.each(schemas)('$name has an example', ({ schema }) => {
    expect(schema.examples?.length).toBeGreaterThan(0);
  });

  it('refuse unknown properties everywhere but where there is a reason', () => {
    const open = cases.flatMap(({ name, uri, examples }) =>
      examples.flatMap((example) => openObjects(uri, example).map((pointer) => `${name} ${pointer}`)),
    );
    expect([...new Set(open)].sort()).toEqual(Object.keys(OPEN_OBJECTS).sort());
  });
});

describe.each(cases)('$name', ({ uri, validate, examples }) => {
  it.each(examples.map((example, index) => ({ index, example })))('accepts example $index', ({ example }) => {
    expect(validate(example)).toBe(true);
  });

  const mutations = examples.flatMap((example, index) =>
    mutationsOf(uri, example).map(({ what, value }) => ({ index, what, value })),
  );
  it.each(mutations)('refuses example $index when $what', ({ value }) => {
    expect(validate(value)).toBe(false);
  });
});
