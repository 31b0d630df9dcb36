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
import type { Session } from '../calls/session/session.ts';
import type { Sessions } from '../calls/sessions.ts';
import { type Conferences, unentered } from '../conferences/conferences.ts';
import { traceMoves } from '../kernel/trace-moves.ts';
import type { PagePort } from '../ports.ts';
import { CarriedSources, type Carrier } from './carried-sources.ts';
import { codeOfExit } from './code-of-exit.ts';
import { EscalationRequests, type EscalationRequestsPorts } from './escalation-requests.ts';

export interface EscalationPorts extends EscalationRequestsPorts {
  page: PagePort;
  sessions: Sessions;
  conferences: Conferences;
  /** It was rolled back, and nobody waits for it who would be told: the user is. */
  alert(error: ParleyError): void;
}

/**
 * One call on its way to a conference (SPEC ESC). The table of moves is `protocol/states/escalation.ts`; until it is done,
 * the call goes on as it was, and the stay in the conference sends from the same devices.
 */
export class Escalation {
  readonly call: Session;
  readonly by: EndedBy;
  readonly #ports: EscalationPorts;
  readonly #requests: EscalationRequests;
  readonly #theirs: CarriedSources;
  readonly #entered = Promise.withResolvers<ConferenceId>();
  readonly #machine: Machine<EscalationState, EscalationEvent>;
  #conferenceId: ConferenceId | undefined;
  #isIn = false;
  /** Of what the server was told last that it is carried. */
  #toldCarried: string | undefined;

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
    this.#theirs = new CarriedSources({ handOver: (owner, from) => this.#handOver(owner, from) });
    // Whoever does not wait for it reads it in the state, or in an alert.
    this.#entered.promise.catch(() => {});
  }

  get over(): boolean {
    return this.#machine.state === 'done' || this.#machine.state === 'rolled-back';
  }

  /** Known once there is one. */
  get conferenceId(): ConferenceId | undefined {
    return this.#conferenceId;
  }

  /** Resolves when our user is in the conference. @throws ParleyError ESCALATION_FAILED, its cause in the context */
  get entered(): Promise<ConferenceId> {
    return this.#entered.promise;
  }

  /** Our user asks for the conference; the other side is invited to it, which does not ring there (ESC-1). Never rejects. */
  async ask(): Promise<void> {
    const { sessions } = this.#ports;
    this.#move('ask');
    await this.#enter(async () => {
      const conference = await this.#requests.conference();
      this.#conferenceId = conference.id;
      if (this.over) this.#sayRollBack('SESSION_GONE');
      this.#checkGoesOn();
      this.#move('created');
      await this.#join(conference);
      // Who has come already asked for it, too (ESC-6).
      if (this.over || this.#theirs.found) return;
      sessions.inviteToConference(this.call.view.peer, conference, { quiet: true });
    });
  }

  /** The other side has asked for it, and invites us there. Never rejects. */
  async follow(invitation: Session): Promise<void> {
    const { conferenceId: id, conversationId, subject: title = '' } = invitation.view;
    if (id === undefined) return;
    this.#conferenceId = id;
    this.#move('invited');
    await this.#enter(async () => {
      this.#checkMayJoin();
      await invitation.acceptToJoin();
      await this.#join(unentered({ id, conversationId, title, link: id }));
    });
  }

  /** The sessions may be different now. */
  sessionsChanged(): void {
    const { state, ending } = this.call.view;
    if (this.over) return;
    if (state === 'terminating' || ending?.by === 'you') this.#callHungUp();
    else if (this.call.over) this.#move('ended');
    else this.#settle();
  }

  /** The stay may be different now. */
  stayChanged(): void {
    const stay = this.#stay;
    if (this.over || stay === undefined) return;
    if (stay.state === 'leaving' || stay.state === 'exited') this.#left(stay);
    else if (stay.state === 'connected') {
      this.#isIn = true;
      if (this.#machine.state === 'joining') this.#move('joined');
      this.#theirs.followRoster(stay.participants, this.call.view);
      this.#settle();
    }
  }

  /** The page plays this source of theirs from the conference. */
  carried({ owner, source }: CommandData<'source-carried'>): void {
    this.#theirs.carried(owner, source);
    this.#settle();
  }

  /**
   * The call goes on alone (ESC-3).
   * @param told the server knows it, or said so
   * @param quiet our user wanted it so
   */
  rollBack(code: ErrorCode, { told = false, quiet = false } = {}): void {
    if (this.over) return;
    this.#move('fail');
    if (!told) this.#sayRollBack(code);
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

  async #enter(come: () => Promise<void>): Promise<void> {
    try {
      await come();
      if (this.#conferenceId !== undefined) this.#entered.resolve(this.#conferenceId);
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.rollBack(code);
      this.#entered.reject(escalationFailed(code));
    }
  }

  /** @throws ParleyError SESSION_GONE */
  #checkGoesOn(): void {
    if (this.over) throw new ParleyError('SESSION_GONE', 'there is no call to continue');
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, PAGE_ABSENT */
  #checkMayJoin(): void {
    const { sessions, conferences, page } = this.#ports;
    this.#checkGoesOn();
    if (!page.attached) throw new ParleyError('PAGE_ABSENT', 'no page carries media');
    const isAlone = sessions.calls.every((call) => call === this.call || call.record.aside);
    if (conferences.staying || !isAlone) {
      throw new ParleyError('SESSION_WRONG_STATE', 'something else goes on');
    }
  }

  /** What the call sends goes on, and nothing is opened again (ESC-4). @throws ParleyError why we are not in */
  async #join(conference: ConferenceInfo): Promise<void> {
    const { sessions, conferences } = this.#ports;
    this.#checkMayJoin();
    const holder = { purpose: 'conference', name: conference.title } as const;
    const share = sessions.sharesIn(this.call).find(({ view }) => view.direction === 'outgoing');
    const screen = share?.shareLease(holder);
    const capture = this.call.shareLease(holder);
    await conferences.joinKnown(conference, {
      media: this.call.wanted,
      brought: { capture, ...(screen === undefined ? {} : { screen }) },
      // The page is told what to hand over before it opens the media of the conference.
      entered: () => this.stayChanged(),
    });
  }

  /** The stay has ended, or is about to. */
  #left({ state, ending, error }: StayView): void {
    const ours = state === 'leaving' || (ending?.reason === 'left' && ending.by === 'you');
    this.rollBack(ours ? 'CONFERENCE_NOT_JOINED' : codeOfExit(ending, error), { quiet: ours });
  }

  /** Our user hung up, and stays in the conference no longer. Our goodbye is out: to leave before it ends the conference. */
  #callHungUp(): void {
    const { conferences } = this.#ports;
    const id = this.#conferenceId;
    this.#move('ended');
    if (id !== undefined) conferences.abandon(id);
  }

  #handOver(owner: ParticipantId, from: Carrier[]): void {
    const { page, log } = this.#ports;
    if (this.#conferenceId === undefined) return;
    page.order('hand-over', { conferenceId: this.#conferenceId, owner, from }).catch((error) => {
      log.info('nothing is handed over', { code: error.code });
    });
  }

  /** Brings the state in line with what the conference carries. */
  #settle(): void {
    const shares = this.#ports.sessions.sharesIn(this.call).map(({ view }) => view);
    const theirs = shares.filter(({ direction }) => direction === 'incoming');
    this.#theirs.followSessions(this.call.view, theirs);
    const event = this.#theirs.complete ? 'carried' : 'uncarried';
    if (this.#machine.can(event)) this.#move(event);
    if (this.#machine.state === 'carried') this.#sayCarried();
  }

  /** The server hears it once of all that they have on: again when they have turned something on or off since. */
  #sayCarried(): void {
    if (this.#conferenceId === undefined) return;
    const { sessions } = this.#ports;
    const seen = [this.call, ...sessions.sharesIn(this.call)].map(({ view, record }) => ({
      sessionId: view.id,
      number: record.mediaNumber,
    }));
    const told = JSON.stringify(seen);
    if (this.#toldCarried === told) return;
    this.#toldCarried = told;
    const goOn = () => !this.over && this.#toldCarried === told;
    this.#requests.carried(this.#conferenceId, { seen, goOn });
  }

  #sayRollBack(code: ErrorCode): void {
    if (this.#conferenceId !== undefined) this.#requests.rollBack(this.#conferenceId, code);
  }

  #move(event: EscalationEvent): void {
    const state = this.#machine.move(event);
    const conferenceId = this.#conferenceId;
    const known = conferenceId === undefined ? {} : { conferenceId };
    this.call.record.change({ escalation: { state, ...known, by: this.by } });
  }
}

/** What the user reads of an escalation that did not come about. */
function escalationFailed(code: ErrorCode): ParleyError {
  return new ParleyError('ESCALATION_FAILED', 'the call goes on alone', { context: { cause: code } });
}
