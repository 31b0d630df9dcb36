import { randomBytes } from 'node:crypto';
import { availableParallelism, homedir } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { ParleyError } from '../protocol/errors.ts';
import { localSecretFile } from '../protocol/user-folder.ts';
import { writeLocalSecret } from './auth/local-secret-file.ts';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { createListener } from './gateway/listener.ts';
import { createLog } from './log.ts';
import { startMediasoupMedia } from './media/mediasoup-media.ts';
import { type ChildProcessSide, openParentChannel } from './parent-channel.ts';
import { type RunningServer, startServer } from './server.ts';
import { adviceFor } from './start-failure.ts';
import { openStore } from './store/open-store.ts';

/** How long an orderly shutdown may take before the process ends anyway, in milliseconds. */
const SHUTDOWN_MS = 2_000;

const parent = openParentChannel(process as ChildProcessSide);
const started = start();

process.once('SIGINT', shutDown);
process.once('SIGTERM', shutDown);
parent?.onGone(shutDown);

try {
  const { url } = await started;
  await parent?.report({ type: 'listening', url });
} catch (thrown) {
  const error = ParleyError.from(thrown, 'SERVER_START_FAILED');
  process.stderr.write(`${adviceFor(error)}\n`);
  await parent?.report({ type: 'failed', error: error.toWire() });
  process.exit(1);
}

async function start(): Promise<RunningServer> {
  const config = readConfig({ args: process.argv.slice(2), env: process.env });
  const log = createLog(config.logLevel);
  const clock = systemClock;
  const listener = createListener(config);
  const workers = config.workers ?? availableParallelism();
  const media = await startMediasoupMedia({ config, workers, clock, log });
  const places = { env: process.env, platform: process.platform, home: homedir() };
  const newId = () => randomBytes(16).toString('base64url');
  return startServer(config, {
    listener,
    media,
    openStore: () => openStore({ folder: config.dataFolder, newId, clock, log }),
    clock,
    log,
    newId,
    newSecret: () => randomBytes(32),
    publishSecret: (port, secret) => writeLocalSecret(localSecretFile(places, port), secret),
    version: manifest.version,
  });
}

/** Ends in order, and at the latest after {@link SHUTDOWN_MS}; also while it is still starting. */
async function shutDown(): Promise<void> {
  setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
  const running = await started.catch(() => undefined);
  await running?.close();
  process.exit(0);
}
