import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerReport } from '../../../protocol/local/embedded.ts';
import type { Timings } from '../../../protocol/local/settings.ts';
import { freePort } from '../program/person.ts';
import { type ImpairedRelay, RELAY_ADDRESS, startImpairedRelay } from './impaired-relay.ts';

const SERVER = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));

/** A server in a separate process, with a relay in front of its SFU. Clients of this computer find it at its port. */
export interface RelayedServer {
  readonly port: number;
  readonly pid: number;
  readonly relay: ImpairedRelay;
  close(): Promise<void>;
}

/**
 * Starts such a server. @param timings those that differ from the defaults, in milliseconds
 * @throws Error with the server's error if it does not start
 */
export async function startRelayedServer(timings: Partial<Timings> = {}): Promise<RelayedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  const [port, mediaPort] = [await freePort(), await freePort()];
  const relay = await startImpairedRelay(mediaPort);
  const server = fork(SERVER, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PARLEY_PORT: String(port),
      PARLEY_MEDIA_PORT: String(mediaPort),
      PARLEY_MEDIA_ANNOUNCED_ADDRESS: RELAY_ADDRESS,
      PARLEY_WORKERS: '1',
      PARLEY_ISSUE_TOKENS: 'true',
      PARLEY_LOG_LEVEL: 'error',
      PARLEY_DATA_FOLDER: folder,
      PARLEY_TIMINGS: JSON.stringify(timings),
    },
  });
  const exited = once(server, 'exit');
  const report = ServerReport.parse((await once(server, 'message'))[0]);
  if (report.type === 'failed') throw new Error(`the server did not start: ${report.error.code}`);
  return {
    port,
    relay,
    pid: server.pid ?? 0,
    async close() {
      server.kill('SIGTERM');
      await exited;
      await relay.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
