import { vi } from 'vitest';
import type { MailRole } from '../../../../functions/aws/mail-budget.ts';

/** Who has got enough mails in this hour, `approver approver-1@example.com`. */
export const spent = new Set<string>();

export function reset(): void {
  spent.clear();
  takeMail.mockClear();
  giveMailBack.mockClear();
}

export const takeMail = vi.fn(async (to: string, role: MailRole, _most: number) => !spent.has(`${role} ${to}`));

export const giveMailBack = vi.fn(async (_to: string, _role: MailRole): Promise<void> => undefined);
