import type { NoticeName } from '../../../protocol/signaling/notices.ts';
import { addressOfName, DisplayName } from '../../../protocol/text/addresses.ts';
import { createFocus, type Focus } from '../../../server/conferences/focus.ts';
import { ServerConfig } from '../../../server/config/config.ts';
import { createLog } from '../../../server/log.ts';
import type { DepartureReason, Endpoint } from '../../../server/presence/endpoint.ts';
import { openStore } from '../../../server/store/open-store.ts';
import type { Store } from '../../../server/store/store.ts';
import { FakeClock } from '../fake-clock.ts';
import type { SentFrame } from './endpoints.ts';
import { FakeMedia } from './fake-media.ts';
import { anId } from './requests.ts';
import { TEST_DOMAIN, TEST_SECRET, type TestConfig } from './test-server.ts';

/** One signed-in device without a socket, and all its notices. */
export interface Device {
  endpoint: Endpoint;
  sent: SentFrame[];
}

/** The server without its listener: all of its state in memory, with a fake clock. */
export class FocusWorld {
  readonly clock = new FakeClock();
  readonly store: Store;
  readonly focus: Focus;

  /** A device whose connection breaks is gone immediately, unless the configuration says otherwise. */
  constructor(config: TestConfig = {}) {
    const { clock } = this;
    const log = createLog('silent');
    this.store = openStore({ folder: undefined, newId: anId, clock, log });
    const full = ServerConfig.parse({
      jwtSecret: TEST_SECRET,
      domain: TEST_DOMAIN,
      timings: { resumeMs: 0 },
      ...config,
    });
    const deps = { media: new FakeMedia(), clock, log, newId: anId, store: this.store };
    this.focus = createFocus(full, deps, () => 'http://127.0.0.1');
  }

  arrive(name: string, { doNotDisturb = false, deviceName = 'test' } = {}): Device {
    const sent: SentFrame[] = [];
    const identity = { address: addressOfName(name, TEST_DOMAIN), displayName: DisplayName.parse(name) };
    const endpoint = this.focus.registration.arrive(identity, (frame) => sent.push(frame), {
      deviceName,
      doNotDisturb,
    });
    endpoint.releaseNotices();
    return { endpoint, sent };
  }

  depart(device: Device, reason: DepartureReason = 'connection-lost'): void {
    this.focus.registration.depart(device.endpoint, reason);
  }
}

/** The data of a device's notices with this name, oldest first. */
export function told(device: Device, name: NoticeName): unknown[] {
  return device.sent.filter((frame) => frame.name === name).map(({ data }) => data);
}
