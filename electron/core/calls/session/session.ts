import type { DeclineReason, Ending } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { Holder } from '../../../../protocol/local/ledger.ts';
import type { IceCandidate, RequestedMedia } from '../../../../protocol/media.ts';
import type { NoticeData } from '../../../../protocol/signaling/notices.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import type { Lease } from '../../devices/lease.ts';
import { SessionConnection } from './session-connection.ts';
import { type DeclineDetails, SessionEnd } from './session-end.ts';
import type { SessionFacts } from './session-facts.ts';
import type { HangUpReason } from './session-goodbye.ts';
import { SessionHold } from './session-hold.ts';
import { requestOf } from './session-invitation.ts';
import { SessionMedia } from './session-media.ts';
import type { CarriageState } from './session-path.ts';
import type { SessionEvents, SessionPorts } from './session-ports.ts';
import { SessionRecord } from './session-record.ts';

export interface SessionOptions {
  view: SessionFacts;
  lease: Lease;
  ports: SessionPorts;
  events: SessionEvents;
}

/**
 * One peer-to-peer session, from its invitation to its end. The table of moves is `protocol/states/session.ts`.
 * {@link SessionEnd} ends it, {@link SessionHold} holds it, {@link SessionConnection} repairs its connection.
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
  /** The opening of its devices; undefined before it begins. */
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
      record.closed();
      this.#connection.close();
      events.closed();
    };
    this.#end = new SessionEnd({ record, media, ports, events: { ...events, closed } });
  }

  get view(): SessionFacts {
    return this.record.view;
  }

  get over(): boolean {
    return this.record.over;
  }

  /** What our user sends, or would send if the session were not held. */
  get wanted(): RequestedMedia {
    return this.#media.lease.wanted;
  }

  /** Another lease on its devices (LEASE-2). @throws ParleyError MEDIA_OBJECT_UNKNOWN when they are released already */
  shareLease(holder: Holder): Lease {
    return this.#media.lease.share(holder, () => {});
  }

  /** Whether it holds or may soon hold media. */
  get live(): boolean {
    return this.record.live;
  }

  /** Whether it is live, or our user is accepting it. */
  get engaged(): boolean {
    return this.live || (this.record.dialog === 'accepting' && !this.over);
  }

  /**
   * Sends our invitation. The view shows a failure. Never rejects.
   * @param prepare ends or holds running calls; called when the server has taken the invitation, before our devices
   * open. Without it they open at once.
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
      const reply = await this.#ports.server.request(
        'invitation.send',
        requestOf(this.view, { offer, referId: record.referId }),
      );
      if (!this.live) {
        // Our cancel may have overtaken the invitation. A crossed invitation has ended already.
        if (reply.crossing === undefined) this.#end.stillKnown();
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

  /** Their invitation arrived: alerts our user, unless the invitation is accepted automatically. */
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
   * Answers their invitation. No device is opened before the server confirms that the inviter is still there (INV-3).
   * Resolves when the answer is sent; the state shows later that media flows.
   * @param prepare ends or holds running calls; called when the accept was taken and before our devices open
   * @throws ParleyError why the session ended instead
   */
  async accept(media: RequestedMedia, prepare: () => void = () => {}): Promise<void> {
    this.#end.checkUnanswered();
    const { record } = this;
    record.dialog = 'accepting';
    record.handled = true;
    this.#end.startAcceptTimer();
    const { id: sessionId, invitationId } = this.view;
    try {
      await this.#ports.server.request('invitation.accept', { invitationId });
      this.#end.checkNotOver();
      prepare();
      record.quiet = false;
      const { status: local } = this.#media.lease;
      record.move('accept', { progress: 'connecting', requested: media, local });
      this.#agree();
      this.#openDevices();
      const answer = await this.#media.answer(this.#offer);
      this.#end.checkNotOver();
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
   * Accepts their call, which our own crossed (SPEC INV-13), with the media and the devices of ours. Their call is not shown
   * before it is accepted.
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

  /** Another session replaces this one, which is no longer shown. Sends nothing. */
  giveWay(): void {
    this.record.quiet = true;
    this.#end.finish({ reason: 'replaced', by: 'system' });
  }

  /** Hides this ended session from the user, since another session shows the same call. */
  vanish(): void {
    this.record.quiet = true;
    this.#events.ended();
    this.#events.changed();
  }

  /** Ends the same way as the call that replaces it, also when that ending is corrected. */
  endAs({ ending, error }: Pick<SessionFacts, 'ending' | 'error'>): void {
    if (ending === undefined) return;
    if (this.over) this.#end.correct(ending);
    else this.#end.finish(ending, error && ParleyError.fromWire(error));
  }

  /** @throws ParleyError INVITATION_GONE, or the server's own */
  decline(reason: DeclineReason, details?: DeclineDetails): Promise<void> {
    return this.#end.decline(reason, details);
  }

  /** As {@link SessionEnd.hangUp}. */
  hangUp(reason?: HangUpReason, headers?: CustomHeaders): Promise<void> {
    return this.#end.hangUp(reason, headers);
  }

  /** The far side's devices ring (180). */
  ringing(): void {
    this.record.rang = true;
    this.#end.stillKnown();
    if (this.view.progress === 'inviting') this.record.change({ progress: 'ringing' });
  }

  /** Their answer arrived (200), to our invitation or to a later offer of ours. Never rejects. */
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

  /** Their later offer arrived, for an ICE restart or a new connection. Never rejects. */
  offered(data: NoticeData<'session-offered'>): Promise<void> {
    return this.#connection.offered(data);
  }

  /** The other side has another page, which needs a new connection. */
  renewalAsked(): void {
    this.#connection.renewalAsked();
  }

  /** The invitation of this session ended. */
  invitationEnded(ending: Ending): void {
    if (ending.reason !== 'accepted') {
      // Once both sides agreed there is no invitation that could end.
      if (this.record.dialog === 'agreed') return;
      // Another invitation asks for the same call (SPEC INV-13).
      if (ending.reason === 'replaced') this.record.quiet = true;
      this.#end.told(ending);
    } else if (this.view.state === 'establishing' && this.view.progress !== 'connecting') {
      this.record.change({ progress: 'connecting' });
      this.#end.startAcceptTimer();
      this.#agree();
    } else {
      this.#end.acceptedLate();
    }
  }

  /** The other side or the server ended it. Sends nothing. */
  ended(ending: Ending): void {
    this.#end.told(ending);
  }

  /** Ends it without a goodbye, since the connection is lost. */
  lost(ending: Ending): void {
    this.#end.lost(ending);
  }

  remoteMedia(remote: MediaStatus, number = 0): void {
    // This notice may overtake the reply to our accept.
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

  /** The media of our lease changed. */
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

  /** The page that carried its media is gone. A running call waits for the next page (SPEC RES-5). */
  pageGone(): void {
    const { established, view } = this.record;
    if (!this.live) return;
    if (established && view.sessionType === 'audio-video') this.#connection.pageGone();
    else this.#end.fail(new ParleyError('PAGE_ABSENT', 'the page that carried the media is gone'));
  }

  /** Another page is attached and can carry its media. */
  pageBack(): void {
    if (this.record.established) this.#connection.pageBack();
  }

  /** When the user or the system refuses all requested devices, the call ends (INV-7). */
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
}
