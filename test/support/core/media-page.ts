import { signal } from '@preact/signals';
import type { CommandData, CommandName, CommandReply } from '../../../protocol/rpc/commands.ts';
import { actingFirst } from '../../../renderer/media/devices/acting-first.ts';
import { MediaEngine } from '../../../renderer/media/media-engine.ts';
import { ShownPictures } from '../../../renderer/media/shown-pictures.ts';
import { FakeConnection } from '../renderer/fakes/fake-connection.ts';
import { FakeDevices } from '../renderer/fakes/fake-devices.ts';
import { FakePage, type PageHost } from './fakes/fake-page.ts';

/**
 * A page whose calls and devices are carried by the real media engine, over the real RPC envelope; only the browser
 * below it is played, and the carriage of conferences.
 */
export class MediaPage extends FakePage {
  readonly devices = new FakeDevices();
  readonly engine: MediaEngine;
  readonly #actingFirst: <Name extends CommandName>(
    name: Name,
    data: CommandData<Name>,
  ) => Promise<CommandReply<Name>>;

  constructor(host: PageHost) {
    super(host);
    this.engine = new MediaEngine({
      send: (name, data) => super.send(name, data),
      devices: this.devices,
      shownPictures: new ShownPictures(signal(true)),
      playback: { hasBegun: () => true },
      createConnection: () => new FakeConnection() as unknown as RTCPeerConnection,
      createSfuClient: () => Promise.reject(new Error('conferences are played')),
    });
    const { orders } = this.engine;
    this.when('use-devices', orders['use-devices']);
    this.when('open-sources', orders['open-sources']);
    this.when('open-screen', orders['open-screen']);
    this.when('set-source', orders['set-source']);
    this.when('release-lease', orders['release-lease']);
    this.when('close-carriage', orders['close-carriage']);
    this.when('peer-offer', orders['peer-offer']);
    this.when('peer-answer', orders['peer-answer']);
    this.when('peer-apply-answer', orders['peer-apply-answer']);
    this.when('peer-add-candidate', orders['peer-add-candidate']);
    this.#actingFirst = actingFirst((name, data) => super.send(name, data), {
      wishes: this.engine.leases.wishes,
      endNow: (id) => this.engine.endNow(id),
      leasesOf: (id) => this.engine.leasesOf(id),
      lease: (id) => this.engine.leases.find(id),
      previewLease: () => {
        const { preview } = this.state;
        return preview ? this.engine.leases.find(preview.leaseId) : undefined;
      },
    });
  }

  /** A command of the user. */
  override send<Name extends CommandName>(name: Name, data: CommandData<Name>): Promise<CommandReply<Name>> {
    return this.#actingFirst(name, data);
  }

  /** Closes or reloads the page, which gets `pagehide` first. */
  override close(): void {
    this.engine.releaseAll();
    super.close();
  }

  /** Its process is gone: so are its tracks, and nobody hears anything of it. */
  crash(): void {
    for (const track of this.devices.everMade) track.stop();
    this.when('release-lease', () => new Promise(() => {}));
    this.when('close-carriage', () => new Promise(() => {}));
    super.close();
  }

  /** Main is gone: what the bridge does then. */
  loseMain(): void {
    this.engine.releaseAll();
  }
}
