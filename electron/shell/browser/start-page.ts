import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../core/ports.ts';
import { writePrivately } from '../profile/data-folder.ts';
import type { PageAccess } from './page-access.ts';

/** How long Chromium may take to open the page. */
const LIFETIME_MS = 120_000;

export interface StartPageOptions {
  /** The profile's data folder. */
  dataFolder: string;
  access: PageAccess;
  clock: Clock;
}

/**
 * The page that Chromium is started with: a file that only this user can read. It sends a one-time token to our page
 * server. The token must not be in Chromium's arguments, which every user of the computer can read (`/proc`), nor in a
 * URL, which stays in the history.
 */
export class StartPage {
  readonly #options: StartPageOptions;
  readonly #file: string;
  #revoke: () => void = () => {};

  constructor(options: StartPageOptions) {
    this.#options = options;
    this.#file = path.join(options.dataFolder, 'window', 'parley.html');
  }

  /** Writes the file with a fresh token. It is removed when the token is used, or after two minutes. @returns its URL */
  write(): string {
    const { access, clock } = this.#options;
    this.remove();
    const token = access.issue(() => this.remove());
    const stopTimer = clock.after(LIFETIME_MS, () => this.remove());
    this.#revoke = () => {
      stopTimer();
      access.revoke(token);
    };
    writePrivately(this.#file, page(`${access.origin}/open`, token));
    return pathToFileURL(this.#file).href;
  }

  /** Removes the file and revokes its token. Idempotent. */
  remove(): void {
    this.#revoke();
    rmSync(this.#file, { force: true });
  }
}

/** Our URLs and tokens have no characters that need escaping in HTML. */
function page(action: string, token: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley</title>
<form method="post" action="${action}"><input type="hidden" name="token" value="${token}"></form>
<script>document.forms[0].submit()</script></html>
`;
}
