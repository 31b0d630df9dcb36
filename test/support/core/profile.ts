import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { io } from 'socket.io-client';
import { Client } from '../../../electron/core/client.ts';
import { socketSignaling } from '../../../electron/core/registration/socket-signaling.ts';
import { randomIds, systemClock } from '../../../electron/shell/environment.ts';
import { profileFiles } from '../../../electron/shell/profile/json-file.ts';
import { openMessageDatabase } from '../../../electron/shell/profile/message-database.ts';
import { sharedSecrets } from '../program/local-secrets.ts';
import { tokenFor } from '../server/test-server.ts';
import { FakePage } from './fakes/fake-page.ts';

/** One person's main process on a disk of its own, with a page that plays. */
export interface RunningProfile {
  client: Client;
  page: FakePage;
}

export interface ProfileOptions {
  name: string;
  /** Of a {@link TestServer}, or of a line to one. */
  serverUrl: string;
}

/** A profile's data folder: clients with real files, one after the other. */
export class Profile {
  readonly folder: string;
  readonly #options: ProfileOptions;
  readonly #clients: Client[] = [];

  constructor(options: ProfileOptions) {
    this.#options = options;
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'parley-profile-'));
  }

  /** Starts Parley, attaches a page and, unless told otherwise, signs in. */
  async start({ signIn = true, serverUrl = this.#options.serverUrl } = {}): Promise<RunningProfile> {
    const { name } = this.#options;
    const { folder } = this;
    const log = { info: () => {}, warn: () => {} };
    const client = new Client(
      {
        shell: {
          kind: 'none',
          startServer: () => {
            throw new Error('there is a server already');
          },
          showWindow: () => {},
          showStatus: () => {},
          openExternal: async () => {},
        },
        signaling: socketSignaling(io, log),
        files: profileFiles({
          folder,
          open: ({ folder: cwd, name: configName }) => new Conf({ cwd, configName, configFileMode: 0o600 }),
          now: systemClock.now,
        }),
        messages: openMessageDatabase({ folder, now: systemClock.now }),
        secrets: sharedSecrets,
        fetch,
        clock: systemClock,
        ids: randomIds,
        log,
      },
      { version: '0.1.0', deviceName: 'test', port: 0, serverUrl, token: await tokenFor(name) },
    );
    this.#clients.push(client);
    const page = new FakePage(client);
    await page.attach();
    if (signIn) await page.send('sign-in', { displayName: name as never });
    return { client, page };
  }

  /** What a crash at this moment would leave on the disk, as a profile of its own. */
  crashed(): Profile {
    const left = new Profile(this.#options);
    cpSync(this.folder, left.folder, { recursive: true });
    return left;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    rmSync(this.folder, { recursive: true });
  }
}
