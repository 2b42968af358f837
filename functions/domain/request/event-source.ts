/** The source of the events of the service, and of everybody who may put events on its bus. */
export const EVENT_SOURCE = 'alternate-contacts';

/** The source of the events that come from tickets. Only the function behind the webhooks may put them. */
export const TICKET_EVENT_SOURCE = 'alternate-contacts.webhooks';
