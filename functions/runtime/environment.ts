/** The value of a required environment variable. @throws Error naming the variable. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** The value of a variable that counts days, in seconds. @throws Error when it is not a whole number, at least 1. */
export function secondsOfDays(days: string): number {
  if (!/^[1-9]\d{0,4}$/.test(days)) throw new Error(`${days} is not a whole number of days, at least 1`);
  return Number(days) * 86_400;
}

/** How many seconds of the clock a second of the workflow lasts: 1 on AWS; the embedded AWS may run it faster. */
export const TIME_SCALE = Number(process.env['TIME_SCALE'] || 1);

/** Where the service runs; see serverless.yml. */
export const ACCOUNT_CONTEXT = {
  accountId: process.env['SERVICE_ACCOUNT_ID'] ?? '',
  managementAccountId: process.env['MANAGEMENT_ACCOUNT_ID'] ?? '',
  managementRoleArn: process.env['MANAGEMENT_ROLE_ARN'] || undefined,
};
