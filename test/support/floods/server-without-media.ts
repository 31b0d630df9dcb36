/** The server as a separate program, without the SFU, so that it runs without a media worker. */
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../server/clock.ts';
import { readConfig } from '../../../server/config/read-config.ts';
import { createListener } from '../../../server/gateway/listener.ts';
import { createLog } from '../../../server/log.ts';
import { type ChildProcessSide, openParentChannel } from '../../../server/parent-channel.ts';
import { startServer } from '../../../server/server.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { FakeMedia } from '../server/fake-media.ts';

const config = readConfig({ env: process.env });
const log = createLog(config.logLevel);
const clock = systemClock;
const newId = () => randomBytes(16).toString('base64url');
const { url } = await startServer(config, {
  listener: createListener(config),
  media: new FakeMedia(),
  openStore: () => openStore({ folder: config.dataFolder, newId, clock, log }),
  clock,
  log,
  newId,
  newSecret: () => randomBytes(32),
  publishSecret: () => () => {},
  version: '0.0.0-test',
});
await openParentChannel(process as ChildProcessSide)?.report({ type: 'listening', url });
