import type { DeclineReason, Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { IceCandidate, IceServer, RequestedMedia } from '../../protocol/media.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';
import { SESSION_MOVES, type SessionEvent, type SessionProgress } from '../../protocol/states/session.ts';
import { nextState } from '../../protocol/states/transition.ts';
import { CandidateGate } from './candidate-gate.ts';
import type { Lease } from './leases.ts';
import type { Clock, Log, PagePort, Requester } from './ports.ts';
import { endingOfError } from './session-endings.ts';

export interface SessionPorts {
  page: PagePort;
  server: Requester;
  clock: Clock;
  log: Log;
  acceptTimeoutMs(): number;
  iceServers(): IceServer[];
  changed(): void;
}

/** Why a BYE is sent (RFC 3261 §15). */
export type HangUpReason = 'hung-up' | 'signed-out' | 'media-failed' | 'device-refused' | 'timed-out';

/**
 * One peer-to-peer session: its state, its media on the page and its signaling. The table of moves is
 * `protocol/states/session.ts`. Whatever way it ends, the media goes first and waits for nobody.
 */
export class Session {
  #view: SessionView;
  readonly #ports: SessionPorts;
  readonly #lease: Lease;
  /** Theirs, until our peer connection has its remote description. */
  readonly #remoteCandidates: CandidateGate;
  /** Ours, until the server knows the session. */
  readonly #localCandidates: CandidateGate;
  #offer = '';
  #accepting = false;
  #invitationSent = false;
  #mediaOpen = false;
  /** Both sides are bound by the session: its media status and its BYE go to the other side. */
  #agreed = false;
  #stopTimer: () => void = () => {};

  constructor(view: SessionView, lease: Lease, ports: SessionPorts) {
    this.#view = view;
    this.#lease = lease;
    this.#ports = ports;
    const sessionId = view.id;
    this.#remoteCandidates = new CandidateGate((candidate) =>
      this.#quietly(ports.page.order('peer-add-candidate', { sessionId, candidate })),
    );
    this.#localCandidates = new CandidateGate((candidate) =>
      this.#quietly(ports.server.request('session.candidate', { sessionId, candidate })),
    );
  }

  get view(): SessionView {
    return this.#view;
  }

  get over(): boolean {
    return this.#view.state === 'terminated';
  }

  /** Whether it holds, or may come to hold, media. */
  get live(): boolean {
    return this.#view.state === 'establishing' || this.#view.state === 'established';
  }

  /** Sends our invitation. Its failure stands in the view. Never rejects. */
  async invite(): Promise<void> {
    const {
      id: sessionId,
      invitationId,
      conversationId,
      sessionType,
      leaseId,
      peer,
      requested,
      subject,
    } = this.#view;
    this.#move('invite', { progress: 'inviting' });
    // The offer does not wait for the devices: the page adds their tracks as they open.
    this.#openMedia(requested);
    try {
      const iceServers = this.#ports.iceServers();
      const { offer } = await this.#ports.page.order('peer-offer', {
        sessionId,
        sessionType,
        leaseId,
        iceServers,
      });
      if (!this.live) return;
      this.#invitationSent = true;
      const invitation = {
        invitationId,
        sessionId,
        conversationId,
        to: peer.address,
        media: requested,
        offer,
      };
      const reply = await this.#ports.server.request('invitation.send', {
        ...invitation,
        sessionType,
        ...(subject === undefined ? {} : { subject }),
      });
      if (!this.live) return;
      this.#change({ peer: reply.to, expiresAtMs: reply.expiresAtMs });
      this.#localCandidates.open();
    } catch (thrown) {
      this.#fail(ParleyError.from(thrown, 'SERVER_INTERNAL'));
    }
  }

  /** Their invitation is here: alerts our user. */
  invited(offer: string): void {
    this.#offer = offer;
    this.#move('invited');
    this.#quietly(
      this.#ports.server.request('invitation.ringing', { invitationId: this.#view.invitationId }),
    );
  }

  /**
   * Answers their invitation. No device is opened before the server says that the inviter is still there (INV-3).
   * Resolves when the answer is out; that media flows stands in the state later.
   * @throws ParleyError why the session ended instead
   */
  async accept(media: RequestedMedia): Promise<void> {
    if (this.#view.state !== 'incoming' || this.#accepting) {
      throw new ParleyError('INVITATION_GONE', 'this invitation is answered already');
    }
    this.#accepting = true;
    this.#startTimer();
    const { id: sessionId, invitationId, sessionType, leaseId } = this.#view;
    try {
      await this.#ports.server.request('invitation.accept', { invitationId });
      this.#checkNotOver();
      this.#move('accept', { progress: 'connecting', requested: media });
      this.#agree();
      this.#openMedia(media);
      const order = {
        sessionId,
        sessionType,
        leaseId,
        iceServers: this.#ports.iceServers(),
        offer: this.#offer,
      };
      const { answer } = await this.#ports.page.order('peer-answer', order);
      this.#checkNotOver();
      this.#remoteCandidates.open();
      this.#localCandidates.open();
      await this.#ports.server.request('session.answer', { sessionId, answer });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#fail(error);
      throw error;
    }
  }

  /** @throws ParleyError INVITATION_GONE, or the server's own */
  async decline(reason: DeclineReason, text?: string): Promise<void> {
    if (this.#view.state !== 'incoming' || this.#accepting) {
      throw new ParleyError('INVITATION_GONE', 'this invitation is answered already');
    }
    const { invitationId } = this.#view;
    const message = text === undefined ? {} : { text };
    this.#end({ reason, by: 'you', ...message });
    await this.#ports.server.request('invitation.decline', { invitationId, reason, ...message });
  }

  /** Ends it by our user's wish, in any state. Never rejects: the session is over here whatever the server says. */
  async hangUp(reason: HangUpReason = 'hung-up'): Promise<void> {
    if (this.#view.state === 'incoming') {
      const refusal = reason === 'hung-up' ? 'declined' : 'unavailable';
      return this.#accepting
        ? this.#fail(new ParleyError('INVITATION_GONE', 'hung up while accepting'), { reason, by: 'you' })
        : this.decline(refusal).catch(() => {});
    }
    if (!this.live) return;
    const cancelled = !this.#agreed;
    this.#move('hang-up');
    this.#closeMedia();
    await this.#sayGoodbye(reason);
    this.#end({ reason: cancelled ? 'cancelled' : reason, by: 'you' });
  }

  /** The far side's devices ring (180). */
  ringing(): void {
    if (this.#view.progress === 'inviting') this.#change({ progress: 'ringing' });
  }

  /** Their answer is here (200). */
  async answered(answer: string): Promise<void> {
    if (this.#view.state !== 'establishing' || this.#view.direction !== 'outgoing') return;
    const sessionId = this.#view.id;
    this.invitationEnded({ reason: 'accepted', by: 'them' });
    try {
      await this.#ports.page.order('peer-apply-answer', { sessionId, answer });
      this.#remoteCandidates.open();
    } catch (thrown) {
      this.#fail(ParleyError.from(thrown, 'MEDIA_FAILED'));
    }
  }

  /** The invitation behind this session is over, one way or another. */
  invitationEnded(ending: Ending): void {
    if (ending.reason !== 'accepted') {
      this.#end(ending);
    } else if (this.#view.state === 'establishing' && this.#view.progress !== 'connecting') {
      this.#change({ progress: 'connecting' as SessionProgress });
      this.#startTimer();
      this.#agree();
    }
  }

  /** It ended without our asking: by the far side, by the server, with the connection. Nobody is told. */
  ended(ending: Ending): void {
    this.#end(ending);
  }

  remoteMedia(media: MediaStatus): void {
    if (this.live) this.#change({ remote: media });
  }

  remoteCandidate(candidate: IceCandidate | null): void {
    if (!this.over) this.#remoteCandidates.push(candidate);
  }

  localCandidate(candidate: IceCandidate | null): void {
    if (this.live) this.#localCandidates.push(candidate);
  }

  /** What our lease sends changed. */
  localMedia(local: MediaStatus): void {
    if (!this.live) return;
    this.#change({ local });
    this.#tellMedia();
  }

  carriageState(state: 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'): void {
    if (state === 'connected' && this.#view.state === 'establishing') {
      this.#stopTimer();
      const { progress: _, ...view } = this.#view;
      this.#view = view;
      this.#move('connected', { establishedAtMs: this.#ports.clock.now() });
    } else if (state === 'failed' && this.live) {
      this.#fail(new ParleyError('MEDIA_FAILED', 'the media connection failed'));
    }
  }

  /** The page that carried its media is gone. */
  pageGone(): void {
    if (this.live) this.#fail(new ParleyError('PAGE_ABSENT', 'the page that carried the media is gone'));
  }

  #agree(): void {
    this.#agreed = true;
    if (this.#lease.status.microphone !== 'off' || this.#lease.status.camera !== 'off') this.#tellMedia();
  }

  #tellMedia(): void {
    if (!this.#agreed) return;
    const data = { sessionId: this.#view.id, media: this.#lease.status };
    this.#quietly(this.#ports.server.request('session.media', data));
  }

  #startTimer(): void {
    this.#stopTimer();
    this.#stopTimer = this.#ports.clock.after(this.#ports.acceptTimeoutMs(), () => {
      const error = new ParleyError('REQUEST_TIMED_OUT', 'no media within the time to accept');
      this.#fail(error, { reason: 'timed-out', by: 'system' });
    });
  }

  /** @throws ParleyError when it ended while something was waited for */
  #checkNotOver(): void {
    if (this.#view.error) throw ParleyError.fromWire(this.#view.error);
    if (this.over) throw new ParleyError('INVITATION_CANCELLED', 'the session ended meanwhile');
  }

  /** Ends it because something failed here, and tells the other side. */
  #fail(error: ParleyError, ending: Ending = endingOfError(error)): void {
    if (this.over) return;
    const { reason } = ending;
    const spoken =
      reason === 'timed-out' || reason === 'device-refused' || reason === 'hung-up' ? reason : null;
    // An accept that the server refused binds nobody; one whose answer is unknown may have been taken.
    const refused = error.code === 'INVITATION_GONE' || error.code === 'INVITATION_CANCELLED';
    const bound =
      this.#invitationSent || this.#agreed || (this.#accepting && (!refused || spoken === 'hung-up'));
    this.#closeMedia();
    if (bound) this.#sayGoodbye(spoken ?? 'media-failed');
    this.#end(ending, error);
  }

  /** CANCEL before the answer, BYE after it; both when they may have crossed. */
  async #sayGoodbye(reason: HangUpReason): Promise<void> {
    const { id: sessionId, invitationId, direction } = this.#view;
    const bye = () => this.#ports.server.request('session.hang-up', { sessionId, reason });
    try {
      if (this.#agreed || direction === 'incoming') await bye();
      else if (this.#invitationSent) await this.#ports.server.request('invitation.cancel', { invitationId });
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (code === 'INVITATION_GONE' && !this.#agreed && direction === 'outgoing')
        await bye().catch(() => {});
      else this.#ports.log.info('goodbye not taken', { code });
    }
  }

  #openMedia(media: RequestedMedia): void {
    this.#mediaOpen = true;
    this.#lease.open(media);
  }

  #closeMedia(): void {
    this.#stopTimer();
    // Devices first: ending a connection takes the page longer than ending a track.
    this.#lease.release();
    if (this.#mediaOpen && this.#ports.page.attached) {
      this.#quietly(this.#ports.page.order('close-carriage', { carriageId: this.#view.id }));
    }
    this.#mediaOpen = false;
  }

  #end(ending: Ending, error?: ParleyError): void {
    if (this.over) return;
    this.#closeMedia();
    const { progress: _, ...view } = this.#view;
    this.#view = view;
    this.#move('end', { ending, local: this.#lease.status, ...(error ? { error: error.toWire() } : {}) });
  }

  #move(event: SessionEvent, change: Partial<SessionView> = {}): void {
    const state = nextState(SESSION_MOVES, this.#view.state, event);
    this.#change({ ...change, state });
  }

  #change(change: Partial<SessionView>): void {
    this.#view = { ...this.#view, ...change };
    this.#ports.changed();
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => {
      this.#ports.log.info('ignored', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    });
  }
}
