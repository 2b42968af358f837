import { type JsonObject, listAt, objectAt, objectsAt, textAt } from '../json.ts';
import type { StackAccount } from '../stack-account.ts';
import type { ConfigurationSetModel } from '../template/configuration-sets.ts';

/** A mail that was sent with a configuration set. */
export interface SentMail {
  account: StackAccount;
  messageId: string;
  sentAt: Date;
  configurationSet: ConfigurationSetModel;
  /** What SendEmail was called with. */
  input: JsonObject;
}

/** The sender's address, without a display name. */
export function senderAddress(input: JsonObject): string {
  return addressIn(textAt(input, 'FromEmailAddress') ?? '');
}

/** The addresses of the recipients, without display names. */
export function recipientsOf(input: JsonObject): string[] {
  const destination = objectAt(input, 'Destination');
  return ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((key) =>
    listAt(destination, key).map((recipient) => addressIn(String(recipient))),
  );
}

/**
 * The description of a mail in its events.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function describeMail({ account, messageId, sentAt, configurationSet, input }: SentMail): JsonObject {
  const source = textAt(input, 'FromEmailAddress') ?? '';
  const { ToAddresses: to, CcAddresses: cc } = objectAt(input, 'Destination');
  const simple = objectAt(objectAt(input, 'Content'), 'Simple');
  const subject = textAt(objectAt(simple, 'Subject'), 'Data');
  const tags = objectsAt(input, 'EmailTags').map(({ Name, Value }) => [String(Name), [Value]]);
  const own = objectsAt(simple, 'Headers').map(({ Name, Value }) => ({ name: Name, value: Value }));
  return {
    timestamp: sentAt.toISOString(),
    source,
    sourceArn: account.arn('ses', `identity/${addressIn(source)}`),
    sendingAccountId: account.id,
    messageId,
    destination: recipientsOf(input),
    headersTruncated: false,
    headers: [...headers({ From: source, To: to, Cc: cc, Subject: subject, 'MIME-Version': '1.0' }), ...own],
    commonHeaders: { from: [source], to, cc, messageId, subject },
    tags: {
      'ses:configuration-set': [configurationSet.name],
      'ses:from-domain': [addressIn(source).split('@').at(-1)],
      ...Object.fromEntries(tags),
    },
  };
}

/** The headers of a mail that have a value. */
function headers(values: JsonObject): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: [value].flat().join(', ') }],
  );
}

/** The address in a text that may have a display name. */
export function addressIn(text: string): string {
  return /<([^>]+)>/.exec(text)?.[1] ?? text;
}
