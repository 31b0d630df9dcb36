import type { EndpointId, ParticipantId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address, DisplayName } from '../../protocol/text/addresses.ts';

/** One notice as it stands on the wire. */
interface NoticeFrame {
  name: NoticeName;
  data: unknown;
  stayId?: ParticipantId;
}

/** Writes one notice to the device's socket. */
export type SendNotice = (frame: NoticeFrame) => void;

/** Why an endpoint is gone: its user signed out, or its connection broke. */
export type DepartureReason = 'signed-out' | 'connection-lost';

export interface EndpointOptions {
  id: EndpointId;
  address: Address;
  displayName: DisplayName;
  /** What the device calls itself: how it is known again when it comes back. */
  deviceName: string;
  send: SendNotice;
}

/** One signed-in device of an address. */
export class Endpoint {
  readonly id: EndpointId;
  readonly address: Address;
  readonly displayName: DisplayName;
  readonly deviceName: string;
  /** Whether it may not be rung (NOTE-6). The registrar sets it, since presence depends on it. */
  doNotDisturb = false;
  readonly #send: SendNotice;
  readonly #waiting: NoticeFrame[] = [];
  #holds = 0;
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

  /** Whether it can be told nothing any more. */
  get gone(): boolean {
    return this.#gone;
  }

  /** @param stayId of which stay in a conference this is, when it is about one */
  notify<Name extends NoticeName>(name: Name, data: NoticeData<Name>, stayId?: ParticipantId): void {
    if (this.#gone) return;
    const frame = { name, data, ...(stayId && { stayId }) };
    if (this.#holds > 0) this.#waiting.push(frame);
    else this.#send(frame);
  }

  /** Keeps notices back until {@link release}, so that none overtakes a reply that it builds upon. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds > 0) return;
    for (const frame of this.#waiting.splice(0)) if (!this.#gone) this.#send(frame);
  }

  /** Nothing is sent after this. */
  depart(): void {
    this.#gone = true;
    this.#waiting.length = 0;
  }
}
