import { randomBytes } from 'node:crypto';
import { environmentVariable } from '../runtime/environment.ts';

/** Only on this machine are the pages served without TLS, where browsers take no secure cookies from everybody. */
const IS_SECURE = environmentVariable('BASE_URL').startsWith('https://');

/**
 * What a browser must show for what. `Strict` cookies are sent from pages of the service alone; the way back from the
 * identity provider begins on its page, so that cookie is `Lax`. Opening a page changes nothing either way.
 */
const SAME_SITE = { code: 'Strict', 'sign-in': 'Lax' } as const;

export type SecretUse = keyof typeof SAME_SITE;

/** 32 random bytes in base64url, as `newBrowserSecret` makes them. */
const SECRET = /^[\w-]{43}$/;

/** The secret in the browser's cookie; empty if there is none. @param cookies those of the event: `name=value` */
export function readBrowserSecret(cookies: string[] | undefined, use: SecretUse): string {
  const prefix = `${cookieName(use)}=`;
  const value = cookies?.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
  return SECRET.test(value) ? value : '';
}

export function newBrowserSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A cookie that ends with the browser's session. Scripts cannot read it, and no other host can set it. */
export function browserCookie(use: SecretUse, secret: string): string {
  const attributes = ['Path=/', 'HttpOnly', `SameSite=${SAME_SITE[use]}`, ...(IS_SECURE ? ['Secure'] : [])];
  return [`${cookieName(use)}=${secret}`, ...attributes].join('; ');
}

function cookieName(use: SecretUse): string {
  return `${IS_SECURE ? '__Host-' : ''}${use}`;
}
