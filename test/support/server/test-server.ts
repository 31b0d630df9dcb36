import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type * as z from 'zod';
import { addressOfName } from '../../../protocol/text/addresses.ts';
import { systemClock } from '../../../server/clock.ts';
import { ServerConfig } from '../../../server/config/config.ts';
import { createListener } from '../../../server/gateway/listener.ts';
import { createLog } from '../../../server/log.ts';
import { type RunningServer, startServer } from '../../../server/server.ts';
import type { ServerDeps } from '../../../server/server-deps.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { sharedSecrets } from '../program/local-secrets.ts';
import { FakeMedia } from './fake-media.ts';
import { type ClientOptions, TestClient } from './test-client.ts';

export const TEST_SECRET = 'a secret of the tests, long enough';
export const TEST_DOMAIN = 'example.org';

/** The part of the configuration that a test sets. */
export type TestConfig = z.input<typeof ServerConfig>;

/** A server in this process on a free port, with clients that it closes at the end. */
export class TestServer {
  readonly running: RunningServer;
  readonly #clients: TestClient[] = [];

  private constructor(running: RunningServer) {
    this.running = running;
  }

  /**
   * Keeps everything in memory unless a `dataFolder` is given. A device whose connection breaks is gone immediately, unless
   * `timings` say otherwise.
   * @param deps replaces what the composition root would create; media is fake by default
   */
  static async start(config: TestConfig = {}, deps: Partial<ServerDeps> = {}): Promise<TestServer> {
    const full = ServerConfig.parse({
      port: 0,
      mediaPort: 0,
      jwtSecret: TEST_SECRET,
      domain: TEST_DOMAIN,
      logLevel: 'silent',
      timings: { resumeMs: 0 },
      ...config,
    });
    const { clock = systemClock, log = createLog(full.logLevel) } = deps;
    const newId = () => randomBytes(16).toString('base64url');
    const folder = config.dataFolder;
    const running = await startServer(full, {
      listener: createListener(full),
      media: new FakeMedia(),
      openStore: () => openStore({ folder, newId, clock, log }),
      clock,
      log,
      newId,
      newSecret: () => randomBytes(32),
      publishSecret: sharedSecrets.publish,
      version: '0.0.0-test',
      ...deps,
    });
    return new TestServer(running);
  }

  /** A socket that has not registered. */
  async connect(name: string, options: Partial<ClientOptions> = {}): Promise<TestClient> {
    const client = new TestClient({ url: this.running.url, token: await tokenFor(name), ...options });
    this.#clients.push(client);
    await client.connected();
    return client;
  }

  /** A registered device of a person. */
  async signIn(name: string, { doNotDisturb = false, deviceName = 'test' } = {}): Promise<TestClient> {
    const client = await this.connect(name);
    client.deviceName = deviceName;
    client.doNotDisturb = doNotDisturb;
    client.endpointId = (await client.register()).endpointId;
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.running.close();
  }
}

/** A token that the test server accepts. @param expiresAtS seconds since the epoch */
export function tokenFor(name: string, expiresAtS?: number): Promise<string> {
  const nowS = Math.floor(Date.now() / 1_000);
  return new SignJWT({ sub: addressOfName(name, TEST_DOMAIN), name })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expiresAtS ?? nowS + 3_600)
    .sign(new TextEncoder().encode(TEST_SECRET));
}
