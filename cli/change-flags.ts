import { UsageError } from './errors.ts';

/** The flags that write one change. */
export interface ChangeFlags {
  account?: string;
  type?: string;
  name?: string;
  title?: string;
  email?: string;
  phone?: string;
  delete?: true;
}

/** The flag in which the user finds what a JSON pointer of the request points at. */
const FLAGS: Record<string, string> = {
  '/requestId': '--request-id',
  '/requestedBy': '--requested-by',
  '/reason': '--reason',
  '/source/reference': '--reference',
  '/source/url': '--url',
  '/changes/0/accountId': '--account',
  '/changes/0/alternateContactType': '--type',
  '/changes/0/contact/name': '--name',
  '/changes/0/contact/title': '--title',
  '/changes/0/contact/emailAddress': '--email',
  '/changes/0/contact/phoneNumber': '--phone',
};

/** The flag that a pointer into the request belongs to; the pointer itself where there is none. */
export function flagOf(pointer: string): string {
  return FLAGS[pointer] ?? pointer;
}

/**
 * The change that the flags write. Flags that are left out stay out: the schema names them.
 * @throws UsageError when there is no flag of a change at all.
 */
export function changeByFlags(flags: ChangeFlags): object {
  const { account, type, name, title, email, phone } = flags;
  if ([account, type, name, title, email, phone, flags.delete].every((flag) => flag === undefined)) {
    throw new UsageError('name the change by --account, --type and the contact, or many changes by --file');
  }
  const key = {
    ...(account !== undefined && { accountId: account }),
    ...(type !== undefined && { alternateContactType: type }),
  };
  if (flags.delete) return { ...key, action: 'DELETE' };
  return {
    ...key,
    action: 'PUT',
    contact: {
      ...(name !== undefined && { name }),
      ...(title !== undefined && { title }),
      ...(email !== undefined && { emailAddress: email }),
      ...(phone !== undefined && { phoneNumber: phone }),
    },
  };
}
