/** What may leave its requester to the service, which then takes the person who signs. */
export type Signed<Sent extends { requestedBy: string }> = Omit<Sent, 'requestedBy'> &
  Partial<Pick<Sent, 'requestedBy'>>;
