import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import { type CarriageId, type ConferenceId, ConversationId } from '../../../protocol/ids.ts';
import { parseConferenceLink } from '../../../protocol/links.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { RequestData, RequestReply } from '../../../protocol/signaling/requests.ts';
import { ALL_OFF } from '../leases/lease.ts';
import type { Leases } from '../leases/leases.ts';
import type { Ids } from '../ports.ts';
import { notJoined, Stay, type StayPorts } from './stay.ts';

export interface ConferencesOptions {
  ports: Omit<StayPorts, 'show'>;
  leases: Leases;
  ids: Ids;
  show(stay: StayView | null): void;
}

type MediaRequestName =
  | 'media.produce'
  | 'media.set-producer-paused'
  | 'media.close-producer'
  | 'media.resume-consumer';

/** Creating and joining conferences, and the one stay that there may be at a time. */
export class Conferences {
  readonly #options: ConferencesOptions;
  #stay: Stay | null = null;
  /** The conference that was created last: joined next, as a rule. */
  #created: ConferenceInfo | null = null;

  constructor(options: ConferencesOptions) {
    this.#options = options;
  }

  /** Whether there is a stay that is not over. */
  get staying(): boolean {
    return this.#stay !== null && !this.#stay.over;
  }

  isStay(id: CarriageId): boolean {
    return this.#stay?.view.conference.id === id;
  }

  /** @throws ParleyError the server's own */
  async create(title: string): Promise<ConferenceInfo> {
    const conversationId = ConversationId.parse(this.#options.ids.next());
    this.#created = await this.#options.ports.server.request('conference.create', { conversationId, title });
    return this.#created;
  }

  /**
   * @param link a conference link, or the bare ID
   * @throws ParleyError CONFERENCE_LINK_INVALID, CONFERENCE_ALREADY_JOINED, or why it was refused
   */
  async join(link: string, media: RequestedMedia): Promise<ConferenceId> {
    const { conferenceId } = parseConferenceLink(link);
    await this.joinKnown(this.#infoOf(conferenceId, link), media);
    return conferenceId;
  }

  /** @throws ParleyError CONFERENCE_ALREADY_JOINED, or why it was refused */
  async joinKnown(conference: ConferenceInfo, media: RequestedMedia): Promise<void> {
    if (this.staying) throw new ParleyError('CONFERENCE_ALREADY_JOINED', 'already in a conference');
    await this.#enter(conference).join(media);
  }

  /** The conference that we are in now. @throws ParleyError CONFERENCE_NOT_JOINED */
  connectedTo(conferenceId: ConferenceId): ConferenceInfo {
    const stay = this.#current(conferenceId);
    if (!stay.connected) throw notJoined();
    return stay.view.conference;
  }

  /** Whether we are in this conference, or on our way into it. */
  isIn(conferenceId: ConferenceId): boolean {
    return this.staying && this.isStay(conferenceId);
  }

  /** @throws ParleyError CONFERENCE_NOT_JOINED, or why the leave failed */
  async leave(conferenceId: ConferenceId): Promise<void> {
    await this.#current(conferenceId).leave();
  }

  /** Leaves whatever there is to leave; a failure stands in the state. Never rejects. */
  async leaveAny(): Promise<void> {
    if (this.#stay !== null && !this.#stay.over) await this.#stay.leave().catch(() => {});
  }

  /** The server cannot be told. */
  connectionLost(): void {
    if (this.staying) this.#stay?.exited({ reason: 'connection-lost', by: 'system' });
  }

  /** Passes a request of the page's media on. @throws ParleyError CONFERENCE_NOT_JOINED, or the server's own */
  async media<Name extends MediaRequestName>(
    name: Name,
    data: RequestData<Name>,
  ): Promise<RequestReply<Name>> {
    if (!this.#current(data.conferenceId).connected) throw notJoined();
    return this.#options.ports.server.request(name, data);
  }

  carriageState(id: CarriageId, state: Parameters<Stay['carriageState']>[0]): void {
    if (this.isStay(id)) this.#stay?.carriageState(state);
  }

  /** @throws ParleyError SESSION_WRONG_STATE while it goes on */
  dismiss(): void {
    if (this.staying) throw new ParleyError('SESSION_WRONG_STATE', 'this stay goes on');
    this.#stay = null;
    this.#options.show(null);
  }

  /** Takes the notices that are about the stay. */
  take(notice: Notice): void {
    if (!('conferenceId' in notice.data) || !this.isStay(notice.data.conferenceId)) return;
    const stay = this.#stay;
    switch (notice.name) {
      case 'participant-changed':
        stay?.participantChanged(notice.data.participant);
        break;
      case 'participant-left':
        stay?.participantLeft(notice.data.participantId);
        break;
      case 'conference-exited':
        stay?.exited(notice.data.ending);
        break;
      case 'consumer-added':
        stay?.consumerAdded(notice.data.consumer);
        break;
      case 'consumer-closed':
        stay?.consumerClosed(notice.data.consumerId);
        break;
      case 'key-frame-wanted':
        stay?.keyFrameWanted(notice.data.producerId);
        break;
    }
  }

  #enter(conference: ConferenceInfo): Stay {
    const { leases, ports, show } = this.#options;
    const lease = leases.grant({ purpose: 'conference', name: conference.title }, (status) =>
      stay.localMedia(status),
    );
    const view: StayView = { conference, leaseId: lease.id, state: 'idle', participants: [], local: ALL_OFF };
    const stay = new Stay(view, lease, {
      ...ports,
      show: (changed) => {
        if (this.#stay === stay) show(changed);
      },
    });
    this.#stay = stay;
    return stay;
  }

  /** What is known of a conference before its join is answered. */
  #infoOf(id: ConferenceId, link: string): ConferenceInfo {
    if (this.#created?.id === id) return this.#created;
    return unentered({ id, conversationId: ConversationId.parse(this.#options.ids.next()), title: '', link });
  }

  #current(conferenceId: ConferenceId): Stay {
    if (this.#stay === null || !this.isStay(conferenceId)) throw notJoined();
    return this.#stay;
  }
}

/** What is known of a conference from outside. */
export function unentered(
  known: Pick<ConferenceInfo, 'id' | 'conversationId' | 'title' | 'link'>,
): ConferenceInfo {
  return { ...known, locked: false, waitingRoom: false, removed: [] };
}
