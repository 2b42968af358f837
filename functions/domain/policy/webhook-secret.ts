/** Of the secret of a ticket source, all letters and digits. A multiple of 4: any system takes it, also one that wants base64. */
export const WEBHOOK_SECRET_CHARACTERS = 48;
