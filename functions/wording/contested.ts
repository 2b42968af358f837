/** What to know and to do where a request is not accepted because another one has its id. It says nothing of the other one. */
export function takenIdText(requestId: string): string {
  return `Another request from the same source has the id ${requestId} already, and asks for something else, or for somebody else. Ask again under another id. If you do not know why the id is taken, tell the team that runs this service.`;
}

/** What to know and to do where another request came under the id of one. It says nothing of the other one. */
export function contestedText(requestId: string): string {
  return `somebody has sent another request under the id ${requestId}. It was not accepted, and changes nothing about this one. If you do not know who it was, tell the team that runs this service.`;
}
