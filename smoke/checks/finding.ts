/** What a check has found. */
export interface Finding {
  /** `missing` keeps the run from going on; `unknown`: it could not be looked at. */
  state: 'ok' | 'missing' | 'note' | 'unknown';
  text: string;
  /** The command that gets it, or what else to do. */
  remedy?: string;
}

/** Something that the service needs. */
export interface Check {
  title: string;
  run(): Promise<Finding>;
}

/** Refusals that are about who looks, and not about what is there. */
const NOT_ALLOWED = /AccessDenied|NotAuthorized|UnauthorizedOperation|UnknownOperation|UnsupportedOperation/;

/** Runs a check. What may not be looked at is unknown; any other error is a finding, too. */
export async function findingOf({ run }: Check): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const text = `${error.name}: ${error.message}`;
    return { state: NOT_ALLOWED.test(error.name) ? 'unknown' : 'missing', text };
  }
}

export const ok = (text: string): Finding => ({ state: 'ok', text });
export const note = (text: string, remedy?: string): Finding => finding('note', text, remedy);
export const missing = (text: string, remedy?: string): Finding => finding('missing', text, remedy);
export const unknown = (text: string, remedy?: string): Finding => finding('unknown', text, remedy);

function finding(state: Finding['state'], text: string, remedy: string | undefined): Finding {
  return { state, text, ...(remedy !== undefined && { remedy }) };
}
