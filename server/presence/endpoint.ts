import type { EndpointId, ParticipantId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address, DisplayName } from '../../protocol/text/addresses.ts';

/** One notice as it is on the wire. */
interface NoticeFrame {
  name: NoticeName;
  data: unknown;
  stayId?: ParticipantId | undefined;
}

/** Writes one notice to the device's socket. */
export type SendNotice = (frame: NoticeFrame) => void;

/** Why an endpoint is gone: its user signed out, or its connection broke. */
export type DepartureReason = 'signed-out' | 'connection-lost';

export interface EndpointOptions {
  id: EndpointId;
  address: Address;
  displayName: DisplayName;
  /** The device's own name, by which it is recognized when it reconnects. */
  deviceName: string;
  send: SendNotice;
}

/** One signed-in device of an address. */
export class Endpoint {
  readonly id: EndpointId;
  readonly address: Address;
  readonly displayName: DisplayName;
  readonly deviceName: string;
  /** Whether nothing rings on it (NOTE-6). The registrar sets it, since presence depends on it. */
  doNotDisturb = false;
  readonly #send: SendNotice;
  readonly #delayed: NoticeFrame[] = [];
  #delays = 0;
  #gone = false;

  constructor(options: EndpointOptions) {
    this.id = options.id;
    this.address = options.address;
    this.displayName = options.displayName;
    this.deviceName = options.deviceName;
    this.#send = options.send;
  }

  get identity(): Identity {
    return { address: this.address, displayName: this.displayName };
  }

  /** Whether it is gone: then it gets no more notices. */
  get gone(): boolean {
    return this.#gone;
  }

  /** @param stayId the stay in a conference that the notice is about, if it is about one */
  notify<Name extends NoticeName>(name: Name, data: NoticeData<Name>, stayId?: ParticipantId): void {
    if (this.#gone) return;
    const frame = { name, data, stayId };
    if (this.#delays > 0) this.#delayed.push(frame);
    else this.#send(frame);
  }

  /** Delays notices until {@link releaseNotices}, so that none overtakes a reply that it depends on. */
  delayNotices(): void {
    this.#delays += 1;
  }

  releaseNotices(): void {
    this.#delays -= 1;
    if (this.#delays > 0) return;
    for (const frame of this.#delayed.splice(0)) if (!this.#gone) this.#send(frame);
  }

  /** Nothing is sent after this. */
  depart(): void {
    this.#gone = true;
    this.#delayed.length = 0;
  }
}
