import type { Call } from './calls.ts';
import { arn } from './resolver.ts';

/** What somebody else says of a call, or says of something else. */
const STRANGE: [RegExp, string][] = [
  [/^aws:SecureTransport$/, 'false'],
  [/^aws:SourceArn$/, arn('events', 'rule/other')],
  [/^(aws:SourceAccount|kms:CallerAccount)$/, '222222222222'],
  [/^dynamodb:LeadingKeys$/, 'OTHER#one'],
  [/^events:(source|detail-type)$/, 'other'],
  [/^kms:EncryptionContext:/, arn('states', 'stateMachine:other')],
  [/^kms:ResourceAliases$/, 'alias/other'],
  [/^kms:ViaService$/, 'ec2.us-east-1.amazonaws.com'],
  [/^ses:FromAddress$/, 'other@example.com'],
];

/** The same calls, but for one thing that they say of themselves: nobody allows these. */
export function strangeCalls(calls: Call[]): Call[] {
  return calls
    .filter(({ decision }) => decision === undefined)
    .flatMap((call) =>
      Object.keys(call.context ?? {}).map((key) => ({
        ...call,
        context: { ...call.context, [key]: [STRANGE.find(([pattern]) => pattern.test(key))?.[1] ?? 'other'] },
        decision: 'not allowed' as const,
      })),
    );
}

/** What each role could do in place of another one, but must not: the calls of the others that it does not make itself. */
export function foreignCalls(calls: Call[]): Call[] {
  const textOf = ({ action, resource, context }: Call) => JSON.stringify([action, resource, context]);
  const all = new Map(calls.map((call) => [textOf(call), call]));
  const own = Map.groupBy(calls, ({ by }) => by);
  return [...own].flatMap(([by, made]) => {
    const texts = new Set(made.map(textOf));
    const foreign = [...all].filter(([text]) => !texts.has(text)).map(([, call]) => call);
    return foreign.map((call) => ({ ...call, by, decision: 'not allowed' as const }));
  });
}
