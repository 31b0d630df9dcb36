import type { ConferenceId, LeaseId, ProducerId, TransportId } from '../../../../protocol/ids.ts';
import { kindOf, type Source } from '../../../../protocol/media.ts';
import type { OrderData, OrderName, OrderReply } from '../../../../protocol/rpc/orders.ts';
import { OPUS_PARAMETERS, VP8_PARAMETERS } from './canned-media.ts';
import type { FakePage } from './fake-page.ts';

type SourceNow = 'off' | 'on' | 'muted';
type Sources = Record<Source, SourceNow>;

const SOURCES: readonly Source[] = ['camera', 'microphone', 'screen'];
const NOTHING: Sources = { microphone: 'off', camera: 'off', screen: 'off' };
/** So often a request is made that fails. */
const ATTEMPTS = 10;

/** An order and what the page answered. */
export type DoneOrder = {
  [Name in OrderName]: { name: Name; data: OrderData<Name>; reply: OrderReply<Name> };
}[OrderName];

interface Stay {
  conferenceId: ConferenceId;
  transportId: TransportId;
  leases: Record<Source, LeaseId>;
  /** The last report to the server about each source. */
  sent: Map<Source, { producerId: ProducerId; state: SourceNow }>;
}

/** What a page sends in its stays: produces, pauses and closes as its leases change, as the page's engine does. */
export class FakeSending {
  readonly #page: FakePage;
  /** Waits before a request is made again. */
  readonly #pause: () => Promise<void>;
  readonly #leases = new Map<LeaseId, Sources>();
  /** Leases whose microphone is muted, also while it opens: then it is muted as soon as it is open. */
  readonly #muted = new Set<LeaseId>();
  #stay: Stay | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(page: FakePage, pause: () => Promise<void>) {
    this.#page = page;
    this.#pause = pause;
  }

  /** The page has carried out an order. */
  did(done: DoneOrder): void {
    this.#note(done);
    this.#work = this.#work.then(() => this.#sync()).catch(() => {});
  }

  #note(done: DoneOrder): void {
    if (done.name === 'open-sources') {
      const { leaseId, media } = done.data;
      const opened = this.#muted.has(leaseId) ? 'muted' : 'on';
      if (media.microphone && done.reply.microphone.open) this.#become(leaseId, 'microphone', opened);
      if (media.camera && done.reply.camera.open) this.#become(leaseId, 'camera', 'on');
    } else if (done.name === 'open-screen' && done.reply.result.open) {
      this.#become(done.data.leaseId, 'screen', 'on');
    } else if (done.name === 'set-source') {
      const { leaseId, source, on } = done.data;
      if (source === 'microphone') this.#muted[on ? 'delete' : 'add'](leaseId);
      const isOpen = this.#of(leaseId)[source] !== 'off';
      if (on && done.reply.open) this.#become(leaseId, source, 'on');
      else if (!on && source !== 'microphone') this.#become(leaseId, source, 'off');
      else if (!on && isOpen) this.#become(leaseId, source, 'muted');
    } else if (done.name === 'release-lease') {
      this.#leases.delete(done.data.leaseId);
    } else if (done.name === 'sfu-open') {
      const { conferenceId, sendTransport, leaseId, screenLeaseId } = done.data;
      const leases = { microphone: leaseId, camera: leaseId, screen: screenLeaseId };
      this.#stay = { conferenceId, transportId: sendTransport.id, leases, sent: new Map() };
    } else if (done.name === 'sfu-resume' && this.#stay) {
      const { leaseId, screenLeaseId } = done.data;
      this.#stay.leases = { microphone: leaseId, camera: leaseId, screen: screenLeaseId };
    } else if (done.name === 'close-carriage' && done.data.carriageId === this.#stay?.conferenceId) {
      this.#stay = null;
    }
  }

  #of(leaseId: LeaseId): Sources {
    return this.#leases.get(leaseId) ?? NOTHING;
  }

  #become(leaseId: LeaseId, source: Source, now: SourceNow): void {
    this.#leases.set(leaseId, { ...this.#of(leaseId), [source]: now });
  }

  async #sync(): Promise<void> {
    const stay = this.#stay;
    if (stay === null) return;
    for (const source of SOURCES) {
      for (let attempt = 0; attempt < ATTEMPTS && this.#stay === stay; attempt += 1) {
        const isDone = await this.#bring(stay, source).then(
          () => true,
          () => false,
        );
        if (isDone) break;
        await this.#pause();
      }
    }
  }

  async #bring({ conferenceId, transportId, leases, sent }: Stay, source: Source): Promise<void> {
    const wanted = this.#of(leases[source])[source];
    const known = sent.get(source);
    if ((known?.state ?? 'off') === wanted) return;
    if (!known) {
      const kind = kindOf(source);
      const rtpParameters = kind === 'audio' ? OPUS_PARAMETERS : VP8_PARAMETERS[source === 'screen' ? 1 : 0];
      const data = { conferenceId, transportId, source, kind, rtpParameters, paused: wanted === 'muted' };
      const { producerId } = await this.#page.send('sfu-produce', data as never).catch(async (thrown) => {
        // The server may have made it all the same.
        await this.#page.send('sfu-close-source', { conferenceId, source });
        throw thrown;
      });
      sent.set(source, { producerId, state: wanted });
    } else if (wanted === 'off') {
      await this.#page.send('sfu-close-source', { conferenceId, source });
      sent.delete(source);
    } else {
      const paused = wanted === 'muted';
      await this.#page.send('sfu-set-producer-paused', {
        conferenceId,
        producerId: known.producerId,
        paused,
      });
      sent.set(source, { ...known, state: wanted });
    }
  }
}
