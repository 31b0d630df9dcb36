import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { OrderData } from '../../../protocol/rpc/orders.ts';

/** A session by which one source of theirs comes. */
export type Carrier = OrderData<'hand-over'>['from'][number];

export interface CarriedSourcesOptions {
  /** Tells the page where what they send comes from soon. */
  handOver(owner: ParticipantId, from: Carrier[]): void;
}

/** What the other side of a call sends, and how much of it the conference carries already (SPEC ESC-2). */
export class CarriedSources {
  readonly #options: CarriedSourcesOptions;
  /** Where they are in the conference; undefined until they are. */
  #owner: ParticipantId | undefined;
  /** What the page was told to hand over. */
  #told: Carrier[] = [];
  readonly #carried = new Set<Source>();
  /** What they have on, in the call and the screens that they share in it. */
  #on = new Set<Source>();

  constructor(options: CarriedSourcesOptions) {
    this.#options = options;
  }

  /** Whether they are in the conference, and all that they have on comes from there. */
  get complete(): boolean {
    return this.#owner !== undefined && [...this.#on].every((source) => this.#carried.has(source));
  }

  /** Whether they are in the conference. */
  get found(): boolean {
    return this.#owner !== undefined;
  }

  /** @param shares the screens that they share in the call */
  followSessions(call: SessionView, shares: readonly SessionView[]): void {
    const on = sourcesOn(call, shares);
    // A camera or screen that comes on again is another track; of a microphone, the track stays.
    for (const source of this.#on) {
      if (source !== 'microphone' && !on.has(source)) this.#carried.delete(source);
    }
    this.#on = on;
    this.#handOver([
      { carriageId: call.id, source: 'microphone' },
      { carriageId: call.id, source: 'camera' },
      ...shares.map(({ id }): Carrier => ({ carriageId: id, source: 'screen' })),
    ]);
  }

  /** Who is in the conference. Whoever comes again is somebody else there. */
  followRoster(participants: readonly Participant[], { peer }: SessionView): void {
    const owner = participants.find(({ address }) => address === peer.address)?.id;
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#carried.clear();
    const told = this.#told;
    this.#told = [];
    this.#handOver(told);
  }

  /** The page plays this source from the conference. */
  carried(owner: ParticipantId, source: Source): void {
    if (owner === this.#owner) this.#carried.add(source);
  }

  #handOver(from: Carrier[]): void {
    const isTold = (one: Carrier) =>
      this.#told.some(({ carriageId, source }) => carriageId === one.carriageId && source === one.source);
    const fresh = this.#owner === undefined ? [] : from.filter((one) => !isTold(one));
    this.#told = from;
    if (this.#owner !== undefined && fresh.length > 0) this.#options.handOver(this.#owner, fresh);
  }
}

function sourcesOn({ remote }: SessionView, shares: readonly SessionView[]): Set<Source> {
  const on = new Set<Source>();
  if (remote.microphone === 'on') on.add('microphone');
  if (remote.camera === 'on') on.add('camera');
  if (shares.some((share) => share.remote.screen === 'on')) on.add('screen');
  return on;
}
