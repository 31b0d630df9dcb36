import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { Ending } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { RequestedMedia, Source } from '../../../../protocol/media.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import type { Notice } from '../../../../protocol/signaling/notices.ts';
import type {
  JoinedReply,
  RequestData,
  RequestName,
  RequestReply,
} from '../../../../protocol/signaling/requests.ts';
import { ALL_OFF, type Identity, type MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import { endingOfError } from '../../calls/session/session-endings.ts';
import { within } from '../../kernel/within.ts';
import { notJoined } from './not-joined.ts';
import { StayChat } from './stay-chat.ts';
import { othersIn, stayExited } from './stay-exit.ts';
import { type Brought, StayMedia } from './stay-media.ts';
import { type StayListeners, takeInside } from './stay-notices.ts';
import type { Coming, StayPorts } from './stay-ports.ts';
import { StayRecord } from './stay-record.ts';
import { StayRequests } from './stay-requests.ts';
import { StayRoom } from './stay-room.ts';
import { StaySharing } from './stay-sharing.ts';
import { WatchedRequester } from './stay-watch.ts';

/** How long a leave waits for the page to close the sessions of the conference. */
const closingMs = 1_000;

/**
 * One stay in a conference, from the join request to its single end. The table of moves is `protocol/states/stay.ts`.
 * Leaving is not terminating: the conference continues for the others (CONF-4).
 */
export class Stay {
  readonly #ports: StayPorts;
  readonly #record: StayRecord;
  readonly #requests: StayRequests;
  readonly #media: StayMedia;
  readonly room: StayRoom;
  readonly chat: StayChat;
  readonly sharing: StaySharing;
  /** The devices that our user wants on when admitted. */
  #wanted: RequestedMedia = { microphone: false, camera: false };
  /** Notices that arrived before the reply to our join: they may be about an earlier stay. Null after the reply. */
  #early: Notice[] | null = [];
  #leaving: Promise<void> = Promise.resolve();
  /** Whether our user wanted to leave: if the stay is then found gone, it counts as left. */
  #wasToEnd = false;
  readonly #server: WatchedRequester;
  #entered: () => void = () => {};

  constructor(conference: ConferenceInfo, ports: StayPorts, brought: Brought) {
    this.#ports = ports;
    const { id: conferenceId, title } = conference;
    const { log, show } = ports;
    const server = new WatchedRequester(ports.server, {
      participantId: () => this.view.participantId,
      gone: (error) => this.#gone(error),
    });
    this.#server = server;
    this.#requests = new StayRequests(conferenceId, { ...ports, server });
    const changed = (local: MediaStatus) => this.#localMedia(local);
    this.#media = new StayMedia({ ports, conferenceId, title, brought, changed });
    const { leaseIds, status: local } = this.#media;
    const view: StayView = { conference, ...leaseIds, state: 'idle', participants: [], local };
    this.#record = new StayRecord(view, { log, show: (stay) => show({ stay }) });
    this.room = new StayRoom(this.#record, (speakers) => show({ speakers }));
    this.chat = new StayChat({
      conferenceId,
      server,
      log,
      isOwn: ({ from }) => from.address === ports.ownAddress(),
      show: (chat) => show({ chat }),
    });
    this.sharing = new StaySharing(this.#record, { room: this.room, media: this.#media });
  }

  get view(): StayView {
    return this.#record.view;
  }

  get over(): boolean {
    return this.#record.over;
  }

  get connected(): boolean {
    return this.#record.connected;
  }

  /**
   * Joins with one request. Devices open meanwhile; the join does not need them. Resolves when our user is in, or
   * waits.
   * @throws ParleyError why the join failed; the stay has exited with it
   */
  async join({ media, passcode, entered = () => {} }: Coming): Promise<void> {
    this.#record.move('join');
    this.#wanted = media;
    this.#entered = entered;
    await this.#ask(passcode);
  }

  /**
   * Closes what the conference contains, then leaves it (CONF-4).
   * @throws ParleyError why the leave failed; the stay is `connected` again and the leave can be repeated
   */
  async leave(): Promise<void> {
    const { state } = this.view;
    if (state === 'joining' || state === 'waiting') {
      this.#withdraw();
      return;
    }
    if (state === 'connected') this.#leaving = this.#leave();
    else if (state !== 'leaving') throw notJoined();
    await this.#leaving;
  }

  /** Makes a request about this stay. @throws ParleyError the server's own error */
  request<Name extends RequestName>(name: Name, data: RequestData<Name>): Promise<RequestReply<Name>> {
    return this.#server.request(name, data);
  }

  /** Resolves when no leave is under way. Never rejects. */
  async settled(): Promise<void> {
    await this.#leaving.catch(() => {});
  }

  /** Leaves in any state without waiting. Idempotent. */
  abandon(): void {
    if (!this.over) this.#withdraw();
  }

  /** The stay ended without our request: our user was removed, the conference ended, or the connection is lost. */
  exited(ending: Ending): void {
    if (this.view.state !== 'idle') this.#exit(ending);
  }

  /** Handles a notice about this conference. */
  handle(notice: Notice): void {
    const { stayId } = notice;
    const isOurs = stayId === undefined || stayId === this.view.participantId;
    if (isOurs && notice.name === 'conference-exited') this.exited(notice.data.ending);
    else if (this.#early !== null) this.#early.push(notice);
    else if (!isOurs || this.over) return;
    else if (notice.name === 'conference-admitted') this.#admit();
    else takeInside(this.#listeners, notice);
  }

  carriageState(state: 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'): void {
    if (state === 'failed') this.#giveUp(new ParleyError('MEDIA_FAILED', 'the media connection failed'));
  }

  get #listeners(): StayListeners {
    return {
      room: this.room,
      media: this.#media,
      chat: this.chat,
      stopped: (source, by) => this.#stopped(source, by),
    };
  }

  /** An organizer has stopped what our user sends. */
  #stopped(source: Source, by: Identity): void {
    this.#media.stop(source);
    if (by.address === this.#ports.ownAddress()) return;
    const context = { source, by: by.displayName };
    this.#ports.alert(new ParleyError('MEDIA_STOPPED', `the ${source} was stopped`, { context }));
  }

  async #ask(passcode?: string): Promise<void> {
    this.#early = [];
    void this.#media.open(this.#wanted);
    try {
      const capabilities = await this.#ports.capabilities.get();
      this.#checkNotOver();
      const told = this.#media.status;
      const reply = await this.#requests.join({ passcode, ...capabilities, media: told });
      this.#checkNotOver();
      if (reply.admission === 'joined') this.#joined(reply, told);
      else this.#wait(reply);
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (this.view.state === 'joining') this.#refused(error);
      throw error;
    }
  }

  #joined(reply: JoinedReply, told: MediaStatus): void {
    const { conference, participantId, participants, speakers } = reply;
    this.#record.move('joined', { conference, participantId, participants });
    this.#entered();
    this.#media.name(conference.title);
    this.#media.carry(reply).catch((error) => this.#giveUp(ParleyError.from(error, 'MEDIA_FAILED')));
    this.room.speakersChanged(speakers);
    this.chat.open();
    this.#takeEarly();
    if (this.#media.status !== told) this.#requests.tellMedia(this.#media.status);
  }

  /** No device is open in the waiting room: devices open again on admission. */
  #wait({
    conference,
    participantId,
  }: Extract<RequestReply<'conference.join'>, { admission: 'waiting' }>): void {
    void this.#closeContained();
    const known = { ...this.view.conference, ...conference };
    this.#record.move('wait', { conference: known, participantId, local: ALL_OFF });
    this.#takeEarly();
  }

  #admit(): void {
    if (this.view.state !== 'waiting') return;
    this.#media.renew();
    this.#record.move('admitted', this.#media.leaseIds);
    // The state shows why the leave failed.
    this.#ask().catch(() => {});
  }

  /** Handles the notices from before the reply to our join: now it is known which of them are about this stay. */
  #takeEarly(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const notice of early) this.handle(notice);
  }

  #refused(error: ParleyError): void {
    // The server still knows a client that waited.
    if (this.view.participantId !== undefined) this.#requests.letGo();
    this.#exit(endingOfError(error), { error: error.toWire() });
  }

  /** Ends a stay that is not in. It waits for nothing; the server is told at once, before any later join of ours. */
  #withdraw(): void {
    this.#requests.letGo();
    this.#left([]);
  }

  async #leave(): Promise<void> {
    const { local: before } = this.view;
    this.#wasToEnd = true;
    this.#record.drop('error');
    this.#record.move('leave', { local: ALL_OFF });
    this.chat.close();
    await within(this.#ports.clock, closingMs, this.#media.suspend());
    if (this.view.state !== 'leaving') return;
    try {
      this.#left(await this.#requests.leave());
    } catch (thrown) {
      this.#leaveFailed(ParleyError.from(thrown, 'SERVER_INTERNAL'), before);
    }
  }

  #left(stillIn: Identity[]): void {
    this.#exit({ reason: 'left', by: 'you' }, { stillIn });
  }

  /**
   * Continues the stay as it was: devices that were on open again, and muted stays muted. A screen has to be chosen
   * again, as an alert says. Without a page nothing can continue, and the stay is over all the same.
   * @param before the devices that were on
   * @throws ParleyError the error itself
   */
  #leaveFailed(error: ParleyError, before: MediaStatus): void {
    if (this.view.state !== 'leaving') return;
    const { log, page, alert, leaveFailed } = this.#ports;
    const { code, message } = error;
    log.info('leave-failed', { code });
    if (!page.attached) {
      this.#withdraw();
      return;
    }
    const resumed = this.#media.resume();
    this.#record.move('leave-failed', { error: error.toWire(), ...this.#media.leaseIds });
    void resumed;
    this.chat.open();
    leaveFailed({ conferenceId: this.view.conference.id, code, text: message.slice(0, 500) });
    if (code === 'REQUEST_TIMED_OUT') void this.#requests.lookForStay(() => this.connected);
    if (before.screen === 'on') alert(new ParleyError('SHARE_NOT_RESUMED', 'a screen is picked by hand'));
    throw error;
  }

  /** Leaves, because a stay without media is useless. */
  #giveUp(error: ParleyError): void {
    if (!this.connected || !this.#media.carried) return;
    this.#requests.letGo();
    this.#exit(endingOfError(error), { error: error.toWire() });
  }

  /** The server no longer has this stay. During a leave, the answer to the leave counts. */
  #gone(error: ParleyError): void {
    if (!this.connected) return;
    this.#ports.log.info('the stay is gone', { code: error.code });
    if (this.#wasToEnd) this.#left([]);
    else this.#exit(endingOfError(error), { error: notJoined().toWire() });
  }

  #exit(ending: Ending, change: Partial<StayView> = {}): void {
    if (this.over) return;
    void this.#closeContained();
    this.room.left();
    const stillIn = ending.reason === 'ended' ? [] : othersIn(this.view);
    this.#record.move('exit', { ending, local: ALL_OFF, stillIn, ...change });
    this.#ports.exited(stayExited(this.view));
  }

  /**
   * Closes the sessions that the conference contains: sharing and audio-video with their devices and their carriage,
   * messaging. Resolves when the page has done its part.
   */
  #closeContained(): Promise<void> {
    this.chat.close();
    return this.#media.close();
  }

  #localMedia(local: MediaStatus): void {
    if (this.over) return;
    this.#record.change({ local });
    if (local.microphone === 'on') this.room.dismissUnmute();
    if (this.connected) this.#requests.tellMedia(this.#media.status);
  }

  /** @throws ParleyError when the stay has ended during a wait */
  #checkNotOver(): void {
    if (this.over) throw notJoined();
  }
}
