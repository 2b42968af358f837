import { isObject, listAt, objectAt, objectsAt, parseJson, textAt } from 'embedded-aws/json.ts';
import { until } from '../wait.ts';
import { linkIn, type Mailbox } from './mailbox.ts';

/** The inbox of the embedded AWS, read as the approver. */
export function inboxOf(inboxUrl: string, approver: string): Mailbox {
  return {
    link: (requestId, signal) =>
      until(`mail to the approver about ${requestId} in the inbox`, { signal, everyMs: 100 }, async () => {
        const store = parseJson(await (await fetch(`${inboxUrl}/store`)).text())?.value;
        const mails = isObject(store) ? objectsAt(store, 'emails') : [];
        const own = mails.filter((mail) => listAt(objectAt(mail, 'destination'), 'to').includes(approver));
        const links = own.map((mail) => linkIn(textAt(objectAt(mail, 'body'), 'text') ?? '', requestId));
        return links.find((link) => link !== undefined);
      }),
  };
}
