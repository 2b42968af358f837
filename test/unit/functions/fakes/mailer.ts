import { vi } from 'vitest';
import type { OutgoingMail } from '../../../../functions/aws/mailer.ts';
import { MailRefusedError, SenderRefusedError } from '../../../../functions/domain/errors.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';

/** The mails that were sent, each with the request that it is about. */
export const outbox: (OutgoingMail & { to: string; requestKey: RequestKey | null })[] = [];

/** The addresses whose mails SES refuses. */
export const refused = new Set<string>();

/** Whether SES refuses all mails. */
export const sender = { isRefused: false };

export function reset(): void {
  outbox.length = 0;
  refused.clear();
  sender.isRefused = false;
  sendMail.mockReset();
  sendMailAtOnce.mockReset();
}

async function send(to: string, mail: OutgoingMail, requestKey: RequestKey | null): Promise<void> {
  if (sender.isRefused) throw new SenderRefusedError('Sandbox');
  if (refused.has(to)) throw new MailRefusedError('MessageRejected');
  outbox.push({ to, requestKey, ...mail });
}

export const sendMail = vi.fn(send);

/** Past the line of mails. */
export const sendMailAtOnce = vi.fn(send);
