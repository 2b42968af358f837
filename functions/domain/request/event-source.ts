/** The source of the events of the service, and of everybody who may put events on its bus. */
export const EVENT_SOURCE = 'alternate-contacts';

/** The source of the events that come from tickets. Only the function behind the webhooks may put them. */
export const TICKET_EVENT_SOURCE = 'alternate-contacts.webhooks';

/**
 * The source of the events by which the service asks itself for requests: for accounts that no event of AWS has reported, and for
 * contacts that somebody else has changed. Only the functions that find these may put them.
 */
export const WORKFLOW_EVENT_SOURCE = 'alternate-contacts.organization';

/** Whether an event leads to a request of the workflow itself: AWS reports something, or the service has found it. */
export function isForWorkflow(eventSource: string): boolean {
  return eventSource.startsWith('aws.') || eventSource === WORKFLOW_EVENT_SOURCE;
}

/**
 * The types of the events by which operators tell a ticket again what it was not told: the comment, or that the request is done;
 * and the function for outcomes, that an execution has ended. Of each, nothing but the one rule that it is for takes it.
 */
export const REPLAYED_TYPES = {
  comment: 'Alternate Contact Ticket Comment Replayed',
  completion: 'Alternate Contact Ticket Completion Replayed',
  executionEnd: 'Alternate Contact Execution End Replayed',
} as const;
