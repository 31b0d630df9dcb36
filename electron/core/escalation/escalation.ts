import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import type { EndedBy } from '../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ParticipantId } from '../../../protocol/ids.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import {
  ESCALATION_MOVES,
  type EscalationEvent,
  type EscalationState,
} from '../../../protocol/states/escalation.ts';
import { Machine } from '../../../protocol/states/machine.ts';
import type { ConferenceInvitation } from '../calls/conference-invitation/conference-invitation.ts';
import type { Session } from '../calls/session/session.ts';
import type { Sessions } from '../calls/sessions.ts';
import { type Conferences, unentered } from '../conferences/conferences.ts';
import { traceMoves } from '../kernel/trace-moves.ts';
import type { PagePort } from '../ports.ts';
import { codeOfExit } from './code-of-exit.ts';
import { EscalationRequests, type EscalationRequestsPorts } from './escalation-requests.ts';
import { type CallSource, HandedOverSources } from './handed-over-sources.ts';

export interface EscalationPorts extends EscalationRequestsPorts {
  page: PagePort;
  sessions: Sessions;
  conferences: Conferences;
  /** Tells the user that the escalation was rolled back, if no command of the page waits for its result. */
  alert(error: ParleyError): void;
}

/**
 * The escalation of one call to a conference (SPEC ESC). Its transition table is in `protocol/states/escalation.ts`.
 * Until the escalation is done, the call continues, and the stay in the conference sends from the same devices.
 */
export class Escalation {
  readonly call: Session;
  readonly by: EndedBy;
  readonly #ports: EscalationPorts;
  readonly #requests: EscalationRequests;
  readonly #sources: HandedOverSources;
  readonly #entered = Promise.withResolvers<ConferenceId>();
  readonly #machine: Machine<EscalationState, EscalationEvent>;
  #conferenceId: ConferenceId | undefined;
  #isIn = false;
  /** The media of the last report that all sources are handed over. */
  #lastReport: string | undefined;

  constructor(call: Session, by: EndedBy, ports: EscalationPorts) {
    this.call = call;
    this.by = by;
    this.#ports = ports;
    const moved = traceMoves(ports.log, 'escalation', { sessionId: call.view.id });
    this.#machine = new Machine<EscalationState, EscalationEvent>({
      moves: ESCALATION_MOVES,
      state: 'idle',
      moved,
    });
    this.#requests = new EscalationRequests(call.view.id, ports);
    this.#sources = new HandedOverSources({ handOver: (owner, from) => this.#handOver(owner, from) });
    // A caller that does not wait sees the failure in the state or in an alert.
    this.#entered.promise.catch(() => {});
  }

  get over(): boolean {
    return this.#machine.state === 'done' || this.#machine.state === 'rolled-back';
  }

  /** Undefined until there is a conference. */
  get conferenceId(): ConferenceId | undefined {
    return this.#conferenceId;
  }

  /** Resolves when our user is in the conference. @throws ParleyError ESCALATION_FAILED with its cause in the context */
  get entered(): Promise<ConferenceId> {
    return this.#entered.promise;
  }

  /**
   * Asks the server for the conference, joins it, and invites the other side without ringing (ESC-1). Never rejects.
   */
  async ask(): Promise<void> {
    const { sessions } = this.#ports;
    this.#move('ask');
    await this.#enter(async () => {
      const conference = await this.#requests.createConference();
      this.#conferenceId = conference.id;
      if (this.over) this.#reportRollBack('SESSION_GONE');
      this.#checkNotOver();
      this.#move('created');
      await this.#join(conference);
      // If the other side is in already, it has asked for the conference as well (ESC-6).
      if (this.over || this.#sources.peerIsIn) return;
      sessions.inviteToConference(this.call.view.peer, conference, { quiet: true });
    });
  }

  /** Follows the other side to the conference that it asked for and invites us to. Never rejects. */
  async follow(invitation: ConferenceInvitation): Promise<void> {
    const { conferenceId: id, conversationId, subject: title = '' } = invitation.view;
    this.#conferenceId = id;
    this.#move('invited');
    await this.#enter(async () => {
      this.#checkMayJoin();
      await invitation.accept();
      await this.#join(unentered({ id, conversationId, title, link: id }));
    });
  }

  /** Call it when the sessions may have changed. */
  sessionsChanged(): void {
    const { state, ending } = this.call.view;
    if (this.over) return;
    if (state === 'terminating' || ending?.by === 'you') this.#callHungUp();
    else if (this.call.over) this.#move('ended');
    else this.#settle();
  }

  /** Call it when the stay may have changed. */
  stayChanged(): void {
    const stay = this.#stay;
    if (this.over || stay === undefined) return;
    if (stay.state === 'leaving' || stay.state === 'exited') this.#left(stay);
    else if (stay.state === 'connected') {
      this.#isIn = true;
      if (this.#machine.state === 'joining') this.#move('joined');
      this.#sources.followRoster(stay.participants, this.call.view);
      this.#settle();
    }
  }

  /** Call it when the page plays this source of the other side from the conference. */
  sourceHandedOver({ owner, source }: CommandData<'source-carried'>): void {
    this.#sources.handedOver(owner, source);
    this.#settle();
  }

  /**
   * Gives the conference up: the call continues without it (ESC-3).
   * @param serverKnows whether the server knows it already
   * @param quiet whether our user chose it, so that no alert is shown
   */
  rollBack(code: ErrorCode, { serverKnows = false, quiet = false } = {}): void {
    if (this.over) return;
    this.#move('fail');
    if (!serverKnows) this.#reportRollBack(code);
    if (this.#conferenceId !== undefined) this.#ports.conferences.abandon(this.#conferenceId);
    const error = escalationFailed(code);
    this.#entered.reject(error);
    const isAwaited = this.by === 'you' && !this.#isIn && code !== 'PAGE_ABSENT';
    if (!quiet && !isAwaited) this.#ports.alert(error);
  }

  get #stay(): StayView | undefined {
    const { conferences } = this.#ports;
    const id = this.#conferenceId;
    return id !== undefined && conferences.isStay(id) ? conferences.current(id).view : undefined;
  }

  async #enter(join: () => Promise<void>): Promise<void> {
    try {
      await join();
      if (this.#conferenceId !== undefined) this.#entered.resolve(this.#conferenceId);
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.rollBack(code);
      this.#entered.reject(escalationFailed(code));
    }
  }

  /** @throws ParleyError SESSION_GONE */
  #checkNotOver(): void {
    if (this.over) throw new ParleyError('SESSION_GONE', 'there is no call to continue');
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, PAGE_ABSENT */
  #checkMayJoin(): void {
    const { sessions, conferences, page } = this.#ports;
    this.#checkNotOver();
    if (!page.attached) throw new ParleyError('PAGE_ABSENT', 'no page is attached');
    const isAlone = sessions.calls.every((call) => call === this.call || call.record.aside);
    if (conferences.staying || !isAlone) {
      throw new ParleyError('SESSION_WRONG_STATE', 'there is another call or conference');
    }
  }

  /** Joins with the call's devices, which are not opened again (ESC-4). @throws ParleyError if joining fails */
  async #join(conference: ConferenceInfo): Promise<void> {
    const { sessions, conferences } = this.#ports;
    this.#checkMayJoin();
    const holder = { purpose: 'conference', name: conference.title } as const;
    const share = sessions.sharesIn(this.call).find(({ view }) => view.direction === 'outgoing');
    const screen = share?.shareLease(holder);
    const capture = this.call.shareLease(holder);
    await conferences.joinKnown(conference, {
      media: this.call.wanted,
      brought: { capture, screen },
      // The page must know what to hand over before it opens the media of the conference.
      entered: () => this.stayChanged(),
    });
  }

  /** Rolls back: the stay has ended, or is ending. */
  #left({ state, ending, error }: StayView): void {
    const ours = state === 'leaving' || (ending?.reason === 'left' && ending.by === 'you');
    this.rollBack(ours ? 'CONFERENCE_NOT_JOINED' : codeOfExit(ending, error), { quiet: ours });
  }

  /**
   * Leaves the conference as well: our user hung up. The call's BYE has been sent already; leaving before it would end
   * the conference for the other side, too.
   */
  #callHungUp(): void {
    const { conferences } = this.#ports;
    const id = this.#conferenceId;
    this.#move('ended');
    if (id !== undefined) conferences.abandon(id);
  }

  #handOver(owner: ParticipantId, from: CallSource[]): void {
    const { page, log } = this.#ports;
    if (this.#conferenceId === undefined) return;
    page.order('hand-over', { conferenceId: this.#conferenceId, owner, from }).catch((error) => {
      log.info('the page did not hand over', { code: error.code });
    });
  }

  /** Updates the state from which sources are handed over. */
  #settle(): void {
    const shares = this.#ports.sessions.sharesIn(this.call).map(({ view }) => view);
    const incoming = shares.filter(({ direction }) => direction === 'incoming');
    this.#sources.followSessions(this.call.view, incoming);
    const event = this.#sources.complete ? 'carried' : 'uncarried';
    if (this.#machine.can(event)) this.#move(event);
    if (this.#machine.state === 'carried') this.#reportHandedOver();
  }

  /** Reports once for the same media, and again when the other side has turned a source on or off. */
  #reportHandedOver(): void {
    if (this.#conferenceId === undefined) return;
    const { sessions } = this.#ports;
    const seen = [this.call, ...sessions.sharesIn(this.call)].map(({ view, record }) => ({
      sessionId: view.id,
      number: record.mediaNumber,
    }));
    const report = JSON.stringify(seen);
    if (this.#lastReport === report) return;
    this.#lastReport = report;
    const isNeeded = () => !this.over && this.#lastReport === report;
    this.#requests.reportHandedOver(this.#conferenceId, { seen, isNeeded });
  }

  #reportRollBack(code: ErrorCode): void {
    if (this.#conferenceId !== undefined) this.#requests.rollBack(this.#conferenceId, code);
  }

  #move(event: EscalationEvent): void {
    const state = this.#machine.move(event);
    this.call.record.change({
      escalation: { state, conferenceId: this.#conferenceId, by: this.by },
    });
  }
}

/** The error of a failed escalation, as the user sees it. */
function escalationFailed(code: ErrorCode): ParleyError {
  return new ParleyError('ESCALATION_FAILED', 'the call continues without the conference', {
    context: { cause: code },
  });
}
