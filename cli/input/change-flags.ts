import { UsageError } from '../errors.ts';

/** The flags that describe one change. */
export interface ChangeFlags {
  account?: string;
  type?: string;
  name?: string;
  title?: string;
  email?: string;
  phone?: string;
  delete?: true;
}

/** Which flag a JSON pointer into the request is about. */
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

/** The flag that a JSON pointer into the request is about, or the pointer itself if there is none. */
export function flagOf(pointer: string): string {
  return FLAGS[pointer] ?? pointer;
}

/**
 * The change that the flags describe. A missing flag is left out: the schema reports it.
 * @throws UsageError when there is none of these flags.
 */
export function changeByFlags(flags: ChangeFlags): object {
  const { account, type, name, title, email, phone } = flags;
  if ([account, type, name, title, email, phone, flags.delete].every((flag) => flag === undefined)) {
    throw new UsageError('describe the change with --account, --type and the contact, or several changes with --file');
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
