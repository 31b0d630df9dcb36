import type { DeclineReason, Ending } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { Holder } from '../../../../protocol/local/ledger.ts';
import type { IceCandidate, RequestedMedia } from '../../../../protocol/media.ts';
import type { SessionView } from '../../../../protocol/rpc/app-state.ts';
import type { NoticeData } from '../../../../protocol/signaling/notices.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import type { Lease } from '../../devices/lease.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import { SessionConnection } from './session-connection.ts';
import { type DeclineDetails, SessionEnd } from './session-end.ts';
import type { HangUpReason } from './session-goodbye.ts';
import { SessionHold } from './session-hold.ts';
import { requestOf } from './session-invitation.ts';
import { SessionMedia } from './session-media.ts';
import type { CarriageState } from './session-path.ts';
import type { SessionEvents, SessionPorts } from './session-ports.ts';
import { SessionRecord } from './session-record.ts';

export interface SessionOptions {
  view: SessionView;
  lease: Lease;
  ports: SessionPorts;
  events: SessionEvents;
}

/**
 * One peer-to-peer session: from its invitation to its end. The table of moves is `protocol/states/session.ts`; how
 * it ends stands in {@link SessionEnd}, hold in {@link SessionHold}, what becomes of its connection in
 * {@link SessionConnection}.
 */
export class Session {
  readonly record: SessionRecord;
  readonly hold: SessionHold;
  readonly #media: SessionMedia;
  readonly #end: SessionEnd;
  readonly #connection: SessionConnection;
  readonly #ports: SessionPorts;
  readonly #events: SessionEvents;
  #offer = '';
  #answered = false;
  /** That its devices open; undefined before. */
  #opening: Promise<ParleyError | undefined> | undefined;

  constructor({ view, lease, ports, events }: SessionOptions) {
    const { changed } = events;
    this.record = new SessionRecord(view, { clock: ports.clock, log: ports.log, changed });
    this.#ports = ports;
    this.#events = events;
    const { record } = this;
    const media = new SessionMedia(record, lease, ports);
    this.#media = media;
    this.hold = new SessionHold({ record, media, ports, events });
    const fail = (error: ParleyError) => this.#end.fail(error);
    const { hold } = this;
    this.#connection = new SessionConnection({ record, media, hold, ports, fail });
    const closed = () => {
      this.#connection.close();
      events.closed();
    };
    this.#end = new SessionEnd({ record, media, ports, events: { ...events, closed } });
  }

  get view(): SessionView {
    return this.record.view;
  }

  get over(): boolean {
    return this.record.over;
  }

  /** What our user sends in it, or would if it were not held. */
  get wanted(): RequestedMedia {
    return this.#media.lease.wanted;
  }

  /** Another right to its devices (LEASE-2). @throws ParleyError MEDIA_OBJECT_UNKNOWN when it has given them back */
  shareLease(holder: Holder): Lease {
    return this.#media.lease.share(holder, () => {});
  }

  /** Whether it holds, or may come to hold, media. */
  get live(): boolean {
    return this.record.live;
  }

  /** Whether it holds media, or its accept is on its way. */
  get engaged(): boolean {
    return this.live || (this.record.dialog === 'accepting' && !this.over);
  }

  /**
   * Sends our invitation. Its failure stands in the view. Never rejects.
   * @param prepare ends or holds what goes on; called when the server has taken the invitation, and only then do
   * our devices open. Without it they open at once.
   */
  async invite(prepare?: () => void): Promise<void> {
    const { record } = this;
    record.move('invite', { progress: 'inviting' });
    // The offer does not wait for the devices: the page adds their tracks as they open.
    if (prepare === undefined) this.#openDevices();
    try {
      const offer = await this.#media.offer();
      if (!this.live) return;
      record.dialog = 'invited';
      const reply = await this.#ports.server.request('invitation.send', requestOf(record, offer));
      if (!this.live) {
        // Our cancel may have overtaken it. One that crossed theirs has ended already.
        if (reply.crossing === undefined) this.#end.heardOf();
        return;
      }
      if (reply.crossing !== undefined) {
        this.#events.crossed(reply.crossing, prepare);
        return;
      }
      record.change({ peer: reply.to, expiresAtMs: reply.expiresAtMs });
      if (record.dialog === 'invited') this.#end.startExpiryTimer(reply.expiresAtMs);
      this.#media.localCandidates.open();
      prepare?.();
      if (prepare !== undefined) this.#openDevices();
    } catch (thrown) {
      this.#end.fail(ParleyError.from(thrown, 'SERVER_INTERNAL'));
    }
  }

  /**
   * Their invitation is here: alerts our user, unless it is to be accepted by itself.
   * @param offer empty when it is to a conference
   */
  invited(offer: string, { quiet }: { quiet: boolean }): void {
    const { record } = this;
    this.#offer = offer;
    record.quiet = quiet;
    record.rang = !quiet;
    record.move('invited');
    this.#end.startExpiryTimer(this.view.expiresAtMs ?? 0);
    if (quiet) return;
    const { invitationId } = this.view;
    this.#media.quietly(this.#ports.server.request('invitation.ringing', { invitationId }));
  }

  /**
   * Answers their invitation. No device is opened before the server says that the inviter is still there (INV-3).
   * Resolves when the answer is out; that media flows stands in the state later.
   * @param prepare ends or holds what goes on; called when the accept was taken and before our devices open
   * @throws ParleyError why the session ended instead
   */
  async accept(media: RequestedMedia, prepare: () => void = () => {}): Promise<void> {
    this.#checkUnanswered();
    const { record } = this;
    record.dialog = 'accepting';
    record.handled = true;
    this.#end.startAcceptTimer();
    const { id: sessionId, invitationId } = this.view;
    try {
      await this.#ports.server.request('invitation.accept', { invitationId });
      this.#checkNotOver();
      prepare();
      record.quiet = false;
      const { status: local } = this.#media.lease;
      record.move('accept', { progress: 'connecting', requested: media, local });
      this.#agree();
      this.#openDevices();
      const answer = await this.#media.answer(this.#offer);
      this.#checkNotOver();
      this.#media.remoteCandidates.open();
      this.#media.localCandidates.open();
      await this.#ports.server.request('session.answer', { sessionId, answer });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#end.fail(error);
      throw error;
    }
  }

  /**
   * Accepts their call, since our own crossed it (SPEC INV-13): with what ours asks for, and on the devices that are open or
   * opening for it. Nothing is shown of theirs before it is accepted.
   * @param prepare as for {@link accept}
   * @throws ParleyError why it ended instead
   */
  async acceptCrossing(
    own: Session,
    { lease, prepare }: { lease: Lease; prepare: () => void },
  ): Promise<void> {
    this.record.quiet = true;
    this.#opening = own.#opening;
    this.#media.adopt(lease);
    this.record.change({ leaseId: lease.id, local: lease.status });
    await this.accept(own.view.requested, prepare);
  }

  /** Another session stands in its place. Nothing is shown of this one, and nothing is sent. */
  giveWay(): void {
    this.record.quiet = true;
    this.#end.finish({ reason: 'replaced', by: 'system' });
  }

  /** It is over, without a word to the user: another session stands for it. */
  vanish(): void {
    this.record.quiet = true;
    this.#events.ended();
    this.#events.changed();
  }

  /** It ends as the call that stands in its place has ended, or as that is corrected. */
  endAs({ ending, error }: Pick<SessionView, 'ending' | 'error'>): void {
    if (ending === undefined) return;
    if (this.over) this.#end.correct(ending);
    else this.#end.finish(ending, error && ParleyError.fromWire(error));
  }

  /**
   * Accepts their invitation to a conference, which ends it. To join is up to the caller (SPEC CONV-3).
   * @throws ParleyError why it ended otherwise
   */
  async acceptToJoin(): Promise<void> {
    this.#checkUnanswered();
    const { record } = this;
    record.dialog = 'accepting';
    record.handled = true;
    this.#end.startAcceptTimer();
    const { invitationId } = this.view;
    try {
      const accept = () => this.#ports.server.request('invitation.accept', { invitationId });
      await untilAnswered(accept, { isNeeded: () => !this.over });
      this.#checkNotOver();
      this.#end.finish({ reason: 'accepted', by: 'you' });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#end.fail(error);
      throw error;
    }
  }

  /** @throws ParleyError INVITATION_GONE, or the server's own */
  async decline(reason: DeclineReason, details?: DeclineDetails): Promise<void> {
    this.#checkUnanswered();
    await this.#end.decline(reason, details);
  }

  /** Ends it by our user's wish, in any state. Never rejects: the session is over here whatever the server says. */
  async hangUp(reason: HangUpReason = 'hung-up', headers?: CustomHeaders): Promise<void> {
    const { record } = this;
    if (this.view.state === 'incoming' && record.dialog === 'accepting') {
      this.#end.fail(new ParleyError('INVITATION_GONE', 'hung up while accepting'), { reason, by: 'you' });
    } else if (this.view.state === 'incoming' && reason === 'signed-out') {
      // Nothing is said: it goes on ringing at the other devices of our user (INV-9), and the server sees us go.
      record.turnedAway = true;
      this.#end.finish({ reason, by: 'you' });
    } else if (this.view.state === 'incoming') {
      const details = headers === undefined ? {} : { headers };
      await this.decline('declined', details).catch(() => {});
    } else if (this.live) {
      await this.#end.hangUp(reason, headers);
    }
  }

  /** The far side's devices ring (180). */
  ringing(): void {
    this.record.rang = true;
    this.#end.heardOf();
    if (this.view.progress === 'inviting') this.record.change({ progress: 'ringing' });
  }

  /** Their answer is here (200), or the one to a later offer of ours. Never rejects. */
  async answered(data: NoticeData<'session-answered'>): Promise<void> {
    if (data.offerNumber !== undefined) return this.#connection.answered(data);
    if (this.#answered || this.view.state !== 'establishing' || this.view.direction !== 'outgoing') return;
    this.#answered = true;
    const { sessionId, answer } = data;
    this.invitationEnded({ reason: 'accepted', by: 'them' });
    try {
      await this.#ports.page.order('peer-apply-answer', { sessionId, answer });
      this.#media.remoteCandidates.open();
    } catch (thrown) {
      this.#end.fail(ParleyError.from(thrown, 'MEDIA_FAILED'));
    }
  }

  /** Their later offer: of an ICE restart, or of a new connection. Never rejects. */
  offered(data: NoticeData<'session-offered'>): Promise<void> {
    return this.#connection.offered(data);
  }

  /** Their page is another one. */
  renewalAsked(): void {
    this.#connection.renewalAsked();
  }

  /** The invitation behind this session is over, one way or another. */
  invitationEnded(ending: Ending): void {
    if (ending.reason !== 'accepted' || this.record.toConference) {
      // Once both have agreed there is no invitation that could end.
      if (this.record.dialog === 'agreed') return;
      // The same wish stands in another invitation (SPEC INV-13).
      if (ending.reason === 'replaced') this.record.quiet = true;
      this.#end.told(ending);
    } else if (this.view.state === 'establishing' && this.view.progress !== 'connecting') {
      this.record.change({ progress: 'connecting' });
      this.#end.startAcceptTimer();
      this.#agree();
    } else {
      this.#end.heardOf();
    }
  }

  /** It ended without our asking: by the far side, or by the server. Nobody is told. */
  ended(ending: Ending): void {
    this.#end.told(ending);
  }

  /** There is nobody who could be told. */
  lost(ending: Ending): void {
    this.#end.lost(ending);
  }

  remoteMedia(remote: MediaStatus, number = 0): void {
    // It may come in one breath with the reply to our accept, and be read before it.
    if (!this.engaged) return;
    this.record.mediaNumber = number;
    this.record.change({ remote });
  }

  remoteCandidate(candidate: IceCandidate | null): void {
    if (!this.over) this.#media.remoteCandidates.push(candidate);
  }

  localCandidate(candidate: IceCandidate | null): void {
    if (this.live) this.#media.localCandidates.push(candidate);
  }

  /** What our lease sends changed. */
  localMedia(local: MediaStatus): void {
    if (!this.live) return;
    this.record.change({ local });
    this.#media.tell();
  }

  carriageState(state: CarriageState): void {
    if (state === 'connected' && this.view.state === 'establishing') {
      this.#end.stopTimer();
      this.record.move('connected', { establishedAtMs: this.#ports.clock.now() });
      this.hold.settle();
      this.#events.heldChanged();
    } else if (state === 'failed' && this.view.state === 'establishing') {
      this.#end.fail(new ParleyError('MEDIA_FAILED', 'the media connection failed'));
    }
    if (this.record.established) this.#connection.carriage(state);
  }

  /** This machine has another network. */
  networkChanged(): void {
    this.#connection.networkChanged();
  }

  /** The page that carried its media is gone. A call that goes on waits for the next one (SPEC RES-5). */
  pageGone(): void {
    const { established, toConference, view } = this.record;
    if (!this.live || toConference) return;
    if (established && view.sessionType === 'audio-video') this.#connection.pageGone();
    else this.#end.fail(new ParleyError('PAGE_ABSENT', 'the page that carried the media is gone'));
  }

  /** Another page is there, which can carry its media. */
  pageBack(): void {
    if (this.record.established) this.#connection.pageBack();
  }

  /** Without any of the devices that were wanted, since somebody said no, there is no call (INV-7). */
  #openDevices(): void {
    this.#opening ??= this.#media.openDevices(this.view.requested);
    void this.#opening.then((refusal) => {
      if (refusal && this.live) this.#end.fail(refusal);
    });
  }

  #agree(): void {
    const { record } = this;
    record.dialog = 'agreed';
    const { microphone, camera, screen } = this.#media.lease.status;
    if (microphone !== 'off' || camera !== 'off' || screen !== 'off') this.#media.tell();
  }

  /** @throws ParleyError INVITATION_GONE */
  #checkUnanswered(): void {
    if (this.view.state !== 'incoming' || this.record.dialog === 'accepting') {
      throw new ParleyError('INVITATION_GONE', 'this invitation is answered already');
    }
  }

  /** @throws ParleyError when it ended while something was waited for */
  #checkNotOver(): void {
    if (this.view.error) throw ParleyError.fromWire(this.view.error);
    if (this.over) throw new ParleyError('INVITATION_CANCELLED', 'the session ended meanwhile');
  }
}
