import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import type { Ending } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import { type CarriageId, type ConferenceId, ConversationId } from '../../../protocol/ids.ts';
import type { ConferenceRequestName } from '../../../protocol/signaling/conference-requests.ts';
import type { MEDIA_REQUESTS } from '../../../protocol/signaling/media-requests.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { RequestData, RequestReply } from '../../../protocol/signaling/requests.ts';
import { parseOwnConferenceLink } from '../../../protocol/text/links.ts';
import type { Ids } from '../ports.ts';
import type { Preview } from './preview.ts';
import { notJoined } from './stay/not-joined.ts';
import { Stay } from './stay/stay.ts';
import type { Coming, StayPorts } from './stay/stay-ports.ts';

export interface ConferencesOptions {
  ports: StayPorts;
  preview: Preview;
  ids: Ids;
}

/** The properties of a new conference. */
export type NewConference = Omit<RequestData<'conference.create'>, 'conversationId'>;

/** Requests of pages to a conference that main forwards unchanged. */
type PassedName = ConferenceRequestName | keyof typeof MEDIA_REQUESTS;

/** Requests that are still allowed during a leave. */
const LEAVING: ReadonlySet<PassedName> = new Set(['media.close-producer', 'media.close-source']);

/** Creates and joins conferences, and owns the stay. There is at most one stay at a time. */
export class Conferences {
  readonly #options: ConferencesOptions;
  #stay: Stay | null = null;
  /** The join that begins as soon as the current leave is done. */
  #next: ConferenceId | null = null;
  /** The conference that was created last. It is usually joined next. */
  #created: ConferenceInfo | null = null;

  constructor(options: ConferencesOptions) {
    this.#options = options;
  }

  /** Whether there is a stay that is not over. */
  get staying(): boolean {
    return this.#stay !== null && !this.#stay.over;
  }

  /** Whether our user shares a screen in a conference. */
  get sharing(): boolean {
    return this.#stay?.sharing.on ?? false;
  }

  isStay(id: CarriageId): boolean {
    return this.#stay?.view.conference.id === id;
  }

  /** @throws ParleyError the server's own error */
  async create(conference: NewConference): Promise<ConferenceInfo> {
    const conversationId = ConversationId.parse(this.#options.ids.next());
    const { server } = this.#options.ports;
    this.#created = await server.request('conference.create', { ...conference, conversationId });
    return this.#created;
  }

  /**
   * @param link a conference link, or the bare ID
   * @param own addresses of the server that we are signed in to
   * @throws ParleyError CONFERENCE_LINK_INVALID, CONFERENCE_OTHER_SERVER, CONFERENCE_ALREADY_JOINED, or why it was
   *   refused
   */
  async join(link: string, own: readonly string[], coming: Coming): Promise<ConferenceId> {
    const { conferenceId } = parseOwnConferenceLink(link, own);
    await this.joinKnown(this.#infoOf(conferenceId, link), coming);
    return conferenceId;
  }

  /**
   * If a leave is under way, the join waits for it.
   * @throws ParleyError CONFERENCE_ALREADY_JOINED, CONFERENCE_NOT_JOINED when it was left before it began, or why it was
   *   refused
   */
  async joinKnown(conference: ConferenceInfo, coming: Coming): Promise<void> {
    // Commands take effect in order, so this must not wait unless a leave is under way.
    if (this.#stay?.view.state === 'leaving' && this.#next === null)
      await this.#untilLeft(this.#stay, conference.id);
    if (this.staying) throw new ParleyError('CONFERENCE_ALREADY_JOINED', 'already in a conference');
    const stay = this.#enter(conference, coming);
    await stay.join(coming);
  }

  /** The conference that we are in now. @throws ParleyError CONFERENCE_NOT_JOINED */
  connectedTo(conferenceId: ConferenceId): ConferenceInfo {
    const stay = this.current(conferenceId);
    if (!stay.connected) throw notJoined();
    return stay.view.conference;
  }

  /** Whether we are in this conference, or are joining it. */
  isIn(conferenceId: ConferenceId): boolean {
    return this.staying && this.isStay(conferenceId);
  }

  /** The stay in this conference, even if it is over. @throws ParleyError CONFERENCE_NOT_JOINED */
  current(conferenceId: ConferenceId): Stay {
    if (this.#stay === null || !this.isStay(conferenceId)) throw notJoined();
    return this.#stay;
  }

  /**
   * Leaves this conference, or does not join it after all.
   * @throws ParleyError CONFERENCE_NOT_JOINED, or as {@link Stay.leave}
   */
  async leave(conferenceId: ConferenceId): Promise<void> {
    const wasNext = this.#next === conferenceId;
    if (wasNext) this.#next = null;
    if (!wasNext || this.isStay(conferenceId)) await this.current(conferenceId).leave();
  }

  /** Leaves the current stay, if any; the state shows a failure. Never rejects. */
  async leaveAny(): Promise<void> {
    this.#next = null;
    if (this.#stay !== null && !this.#stay.over) await this.#stay.leave().catch(() => {});
  }

  /** Leaves this conference at once, whatever the server says, without showing anything. */
  abandon(id: ConferenceId): void {
    if (this.#stay === null || !this.isStay(id)) return;
    this.#stay.abandon();
    this.dismiss();
  }

  /** The connection is lost, so the stay ends without telling the server. */
  connectionLost(ending: Ending): void {
    if (this.staying) this.#stay?.exited(ending);
  }

  /** Forwards a request to the conference. @throws ParleyError CONFERENCE_NOT_JOINED, or the server's own error */
  async pass<Name extends PassedName>(name: Name, data: RequestData<Name>): Promise<RequestReply<Name>> {
    // A source that is closed during a leave is closed at the server too, because the leave may fail.
    const isLeaving = LEAVING.has(name) && this.current(data.conferenceId).view.state === 'leaving';
    if (!isLeaving) this.connectedTo(data.conferenceId);
    return this.current(data.conferenceId).request(name, data);
  }

  carriageState(id: CarriageId, state: Parameters<Stay['carriageState']>[0]): void {
    if (this.isStay(id)) this.#stay?.carriageState(state);
  }

  /** The user has read how the stay ended. @throws ParleyError SESSION_WRONG_STATE while it lasts */
  dismiss(): void {
    if (this.staying) throw new ParleyError('SESSION_WRONG_STATE', 'this stay has not ended');
    this.#stay = null;
    this.#options.ports.show({ stay: null, chat: null });
  }

  /** Handles the notices about the stay. */
  handle(notice: Notice): void {
    if ('conferenceId' in notice.data && this.isStay(notice.data.conferenceId)) this.#stay?.handle(notice);
  }

  async #untilLeft(stay: Stay, next: ConferenceId): Promise<void> {
    this.#next = next;
    await stay.settled();
    const isCalledOff = this.#next !== next;
    this.#next = null;
    if (isCalledOff) throw notJoined();
  }

  #enter(conference: ConferenceInfo, { media, brought }: Coming): Stay {
    const { ports, preview } = this.#options;
    const stayPorts: StayPorts = {
      ...ports,
      show: (change) => {
        if (this.#stay === stay) ports.show(change);
      },
    };
    const stay = new Stay(conference, stayPorts, brought ?? preview.take(media));
    this.#stay = stay;
    ports.show({ chat: null });
    return stay;
  }

  /** The known facts of a conference before its join is answered. */
  #infoOf(id: ConferenceId, link: string): ConferenceInfo {
    if (this.#created?.id === id) return this.#created;
    return unentered({ id, conversationId: ConversationId.parse(this.#options.ids.next()), title: '', link });
  }
}

/** The facts about a conference that are known without joining it. */
export function unentered(
  known: Pick<ConferenceInfo, 'id' | 'conversationId' | 'title' | 'link'>,
): ConferenceInfo {
  return { ...known, locked: false, waitingRoom: false, removed: [] };
}
