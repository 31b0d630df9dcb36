import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Ids } from '../../core/ports.ts';

/**
 * Decides which page may talk to this program over 127.0.0.1: only the page that was opened with a one-time token,
 * which then has a cookie. Other programs and other pages on this machine are refused.
 */
export class PageAccess {
  readonly #origin: string;
  readonly #host: string;
  readonly #cookieName: string;
  readonly #cookieSecret: string;
  readonly #ids: Ids;
  /** Unused tokens, each with its callback for when it is used. */
  readonly #tokens = new Map<string, () => void>();

  /** @param port the port this program serves on. It is part of the cookie's name, since cookies ignore ports. */
  constructor(port: number, ids: Ids) {
    this.#host = `127.0.0.1:${port}`;
    this.#origin = `http://${this.#host}`;
    this.#cookieName = `parley-${port}`;
    this.#cookieSecret = ids.next() + ids.next();
    this.#ids = ids;
  }

  get origin(): string {
    return this.#origin;
  }

  /** Returns a fresh URL that opens the page once. */
  startUrl(): string {
    return `${this.#origin}/?token=${this.issue(() => {})}`;
  }

  /** Returns a fresh token that opens the page once. @param used called when the token is used */
  issue(used: () => void): string {
    const token = this.#ids.next();
    this.#tokens.set(token, used);
    return token;
  }

  /** Makes the token invalid. */
  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** @returns the cookie to set, or undefined when the token is unknown or was used before */
  exchange(token: string): string | undefined {
    const used = this.#tokens.get(token);
    if (used === undefined) return undefined;
    this.#tokens.delete(token);
    used();
    return `${this.#cookieName}=${this.#cookieSecret}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether the request names our own host. A page that uses DNS rebinding sends another name. */
  isOurHost(headers: IncomingHttpHeaders): boolean {
    return headers.host === this.#host;
  }

  hasCookie(headers: IncomingHttpHeaders): boolean {
    const cookies = (headers.cookie ?? '').split(/;\s*/);
    const prefix = `${this.#cookieName}=`;
    return cookies.some(
      (cookie) => cookie.startsWith(prefix) && sameSecret(cookie.slice(prefix.length), this.#cookieSecret),
    );
  }

  /** Whether a WebSocket may be opened: our page, at our address, with our cookie. */
  mayConnect(headers: IncomingHttpHeaders): boolean {
    return this.isOurHost(headers) && headers.origin === this.#origin && this.hasCookie(headers);
  }
}

/** Compares secrets in constant time. */
export function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
