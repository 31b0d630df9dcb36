import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Ids } from '../../core/ports.ts';

/**
 * Who may talk to this program over 127.0.0.1: the page that was opened with a one-time token, known by a cookie
 * from then on. Other programs and other pages on this machine are kept out.
 */
export class PageAccess {
  readonly #origin: string;
  readonly #host: string;
  readonly #cookieName: string;
  readonly #cookieSecret: string;
  readonly #ids: Ids;
  /** Tokens that were not used yet, and whom to tell when one is. */
  readonly #tokens = new Map<string, () => void>();

  /** @param port the port this program serves on: cookies are not kept apart by port, so it is in the name */
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

  /** A fresh address that opens the page once. */
  startUrl(): string {
    return `${this.#origin}/?token=${this.issue(() => {})}`;
  }

  /** A fresh token that opens the page once. @param used called when it does */
  issue(used: () => void): string {
    const token = this.#ids.next();
    this.#tokens.set(token, used);
    return token;
  }

  /** The token opens nothing any more. */
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

  /** The name that the request calls this program by must be ours: no other name leads here by accident (DNS rebinding). */
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

/** Compares secrets in a time that does not depend on where they differ. */
export function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
