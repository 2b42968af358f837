/** What people call the parts of a request, as the forms of ticket systems do. */
const LABELS: Record<string, string> = {
  requestId: 'Request id',
  requestedBy: 'Requester',
  contributors: 'Contributors',
  reason: 'Reason',
  source: 'Source',
  system: 'Source',
  reference: 'Ticket',
  url: 'Ticket URL',
  changes: 'List of changes',
  accountId: 'Account',
  alternateContactType: 'Contact type',
  action: 'Action',
  contact: 'Contact',
  name: 'Name',
  title: 'Title',
  emailAddress: 'Email',
  phoneNumber: 'Phone',
  replaces: 'What it replaces',
  changeSet: 'Change set',
  key: 'Key of the change set',
  sha256: 'SHA-256 of the change set',
  count: 'Number of changes',
  asWritten: 'As written',
  pointer: 'Pointer',
  text: 'Text',
};

/** Whether a request has fields of this name; any other name is the sender's own text. */
export function isKnownField(name: string): boolean {
  return Object.hasOwn(LABELS, name);
}

/**
 * What a JSON pointer into a request points at, as the beginning of a sentence: `Account`, or `Change 3: Account` where there
 * are several changes.
 */
export function placeText(pointer: string, { hasSeveralChanges }: { hasSeveralChanges: boolean }): string {
  const [head, index, ...rest] = pointer.split('/').slice(1);
  if (head === undefined) return 'The request';
  if (head === 'changeSet' && /^\d+$/.test(index ?? '')) return lineText(`${index}`, rest.at(-1));
  if (head !== 'changes' || index === undefined) return index === undefined ? labelOf(head) : ofEntry(head, index);
  const change = hasSeveralChanges ? changeText(pointer) : 'The change';
  const field = rest.at(-1);
  if (field === undefined) return change;
  return hasSeveralChanges ? `${change}: ${labelOf(field)}` : labelOf(field);
}

/** `Change 3`, for a pointer to it or into it. */
function changeText(pointer: string): string {
  return `Change ${Number(pointer.split('/')[2]) + 1}`;
}

/** A line of a change set counts from 1. */
function lineText(line: string, field: string | undefined): string {
  return field === undefined ? `Line ${line}` : `Line ${line}: ${labelOf(field)}`;
}

function ofEntry(list: string, key: string): string {
  return /^\d+$/.test(key) ? `${labelOf(list)}: entry ${Number(key) + 1}` : labelOf(key);
}

/** What forms call a field; a name that no form has is somebody's text, and is not repeated. */
export function labelOf(field: string): string {
  return isKnownField(field) ? `${LABELS[field]}` : 'A field';
}
