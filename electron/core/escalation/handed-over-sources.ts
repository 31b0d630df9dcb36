import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { OrderData } from '../../../protocol/rpc/orders.ts';
import type { SessionFacts } from '../calls/session/session-facts.ts';

/** One source of the other side, with the carriage of the call or screen session that it arrives on. */
export type CallSource = OrderData<'hand-over'>['from'][number];

export interface HandedOverSourcesOptions {
  /** Asks the page to play these sources from the conference. */
  handOver(owner: ParticipantId, from: CallSource[]): void;
}

/** Tracks which sources of the other side of a call are already played from the conference (SPEC ESC-2). */
export class HandedOverSources {
  readonly #options: HandedOverSourcesOptions;
  /** The other side as a participant; undefined until they are in the conference. */
  #owner: ParticipantId | undefined;
  /** The sources that the page was asked to hand over. */
  #requested: CallSource[] = [];
  readonly #handedOver = new Set<Source>();
  /** The sources that the other side has turned on, in the call and in its shared screens. */
  #on = new Set<Source>();

  constructor(options: HandedOverSourcesOptions) {
    this.#options = options;
  }

  /** Whether the other side is in the conference and all sources it has turned on are played from there. */
  get complete(): boolean {
    return this.#owner !== undefined && [...this.#on].every((source) => this.#handedOver.has(source));
  }

  /** Whether the other side is in the conference. */
  get peerIsIn(): boolean {
    return this.#owner !== undefined;
  }

  /** Call it when the sessions may have changed. @param shares the screens that the other side shares in the call */
  followSessions(call: SessionFacts, shares: readonly SessionFacts[]): void {
    const on = sourcesOn(call, shares);
    // A camera or screen that is turned on again has a new track; the track of a microphone stays.
    for (const source of this.#on) {
      if (source !== 'microphone' && !on.has(source)) this.#handedOver.delete(source);
    }
    this.#on = on;
    this.#handOver([
      { carriageId: call.id, source: 'microphone' },
      { carriageId: call.id, source: 'camera' },
      ...shares.map(({ id }): CallSource => ({ carriageId: id, source: 'screen' })),
    ]);
  }

  /** Call it when the roster may have changed. A person who rejoins is a new participant, so hand-over starts again. */
  followRoster(participants: readonly Participant[], { peer }: SessionFacts): void {
    const owner = participants.find(({ address }) => address === peer.address)?.id;
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#handedOver.clear();
    const sources = this.#requested;
    this.#requested = [];
    this.#handOver(sources);
  }

  /** Call it when the page plays this source from the conference. */
  handedOver(owner: ParticipantId, source: Source): void {
    if (owner === this.#owner) this.#handedOver.add(source);
  }

  #handOver(from: CallSource[]): void {
    const isRequested = (one: CallSource) =>
      this.#requested.some(
        ({ carriageId, source }) => carriageId === one.carriageId && source === one.source,
      );
    const added = this.#owner === undefined ? [] : from.filter((one) => !isRequested(one));
    this.#requested = from;
    if (this.#owner !== undefined && added.length > 0) this.#options.handOver(this.#owner, added);
  }
}

function sourcesOn({ remote }: SessionFacts, shares: readonly SessionFacts[]): Set<Source> {
  const on = new Set<Source>();
  if (remote.microphone === 'on') on.add('microphone');
  if (remote.camera === 'on') on.add('camera');
  if (shares.some((share) => share.remote.screen === 'on')) on.add('screen');
  return on;
}
