import { ask, type Dialogue } from '../ask.ts';
import type { Mailbox } from './mailbox.ts';

const LINK = /https:\/\/\S+\/approvals\/[\w-]{43}(?![\w-])/;

/** Asks whoever runs it for the link in the approver's mail. */
export function pastedLinks(dialogue: Dialogue, approver: string): Mailbox {
  return {
    async link(requestId, signal) {
      const question = `    ${approver} gets a mail about ${requestId}.\n    Paste the link in it (don't open it): `;
      for (;;) {
        const link = LINK.exec(await ask(dialogue, question, signal))?.[0];
        if (link !== undefined) return link;
        dialogue.output.write('    That is no approval link: it ends in /approvals/ and 43 characters.\n');
      }
    },
  };
}
