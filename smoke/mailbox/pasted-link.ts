import { createInterface } from 'node:readline/promises';
import type { Mailbox } from './mailbox.ts';

const LINK = /https:\/\/\S+\/approvals\/[\w-]{43}(?![\w-])/;

/** Asks whoever runs it for the link in the approver's mail. */
export function pastedLinks(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, approver: string): Mailbox {
  return {
    async link(requestId, signal) {
      const terminal = createInterface({ input, output });
      try {
        for (;;) {
          const question = `    ${approver} gets a mail about ${requestId}.\n    Paste the link in it (don't open it): `;
          const link = LINK.exec(await terminal.question(question, { signal }))?.[0];
          if (link !== undefined) return link;
          output.write('    That is no approval link: it ends in /approvals/ and 43 characters.\n');
        }
      } finally {
        terminal.close();
      }
    },
  };
}
