import { vi } from 'vitest';
import type { OutgoingMail } from '../../../../functions/aws/mailer.ts';

/** The mails that were sent. */
export const outbox: (OutgoingMail & { to: string })[] = [];

export function reset(): void {
  outbox.length = 0;
  sendMail.mockReset();
}

export const sendMail = vi.fn(async (to: string, mail: OutgoingMail) => {
  outbox.push({ to, ...mail });
});
