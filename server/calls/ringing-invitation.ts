import { asSeenByOther, type Ending } from '../../protocol/endings.ts';
import type { ConferenceId, ConversationId, InvitationId, SessionId } from '../../protocol/ids.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Crossing, Invitation, SessionType } from '../../protocol/signaling/shapes.ts';
import {
  INVITATION_MOVES,
  type InvitationEvent,
  type InvitationState,
} from '../../protocol/states/invitation.ts';
import { Machine } from '../../protocol/states/machine.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Endpoint } from '../presence/endpoint.ts';

/** What the server adds to an invitation. */
export interface InvitationFacts {
  expiresAtMs: number;
  /** The only device that it rings on; without it, every device of the callee. */
  only?: Endpoint | undefined;
  /** Fields that the server adds for the callee. */
  calleeInfo?: Pick<Invitation, 'escalates' | 'referredBy' | 'replaces'> | undefined;
}

/** One invitation: who sent it, which devices ring, and how it ended. */
export class RingingInvitation {
  readonly inviter: Endpoint;
  readonly to: Address;
  readonly expiresAtMs: number;
  readonly #data: RequestData<'invitation.send'>;
  readonly #facts: InvitationFacts;
  readonly #devices = new Set<Endpoint>();
  readonly #machine = new Machine<InvitationState, InvitationEvent>({
    moves: INVITATION_MOVES,
    state: 'proceeding',
  });
  #ending: Ending | undefined;
  #winner: Endpoint | undefined;

  constructor(inviter: Endpoint, data: RequestData<'invitation.send'>, facts: InvitationFacts) {
    this.inviter = inviter;
    this.to = data.to;
    this.#data = data;
    this.expiresAtMs = facts.expiresAtMs;
    this.#facts = facts;
  }

  get id(): InvitationId {
    return this.#data.invitationId;
  }

  get sessionId(): SessionId {
    return this.#data.sessionId;
  }

  get conversationId(): ConversationId {
    return this.#data.conversationId;
  }

  /** The conference that it is for; undefined for a peer-to-peer session. */
  get conferenceId(): ConferenceId | undefined {
    return this.#data.conferenceId;
  }

  get sessionType(): SessionType {
    return this.#data.sessionType;
  }

  /** Whether the inviter's client handles crossing invitations (SPEC INV-13). */
  get mayCross(): boolean {
    return this.#data.mayCross === true;
  }

  /** Whether its conference continues a call of the two people (SPEC ESC-1). */
  get continuesCall(): boolean {
    return this.#facts.calleeInfo?.escalates !== undefined;
  }

  get open(): boolean {
    return this.#machine.can('end');
  }

  /** How it ended, from the callee's point of view; undefined while it is open. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** The device that has accepted it. */
  get winner(): Endpoint | undefined {
    return this.#winner;
  }

  get deviceCount(): number {
    return this.#devices.size;
  }

  isFor(endpoint: Endpoint): boolean {
    return this.#devices.has(endpoint);
  }

  /** Rings one more device of the callee (INV-9), unless it rings there already or is not for that device. */
  fork(device: Endpoint): void {
    if (this.#devices.has(device) || !this.concerns(device)) return;
    this.#devices.add(device);
    device.notify('invitation-received', this.#received());
  }

  /** Lets a device of the callee that has called the inviter accept it, even if it does not ring there (SPEC INV-13). */
  crossedBy(device: Endpoint): Crossing {
    this.#devices.add(device);
    return this.#received();
  }

  /** A device is ringing. The inviter is notified once, however many devices report it. */
  ringing(): void {
    const isFirst = this.#machine.state !== 'ringing';
    this.#machine.move('ringing');
    if (isFirst) this.inviter.notify('invitation-ringing', { invitationId: this.id });
  }

  /** The first device to answer wins; the others stop ringing (INV-9). */
  accept(winner: Endpoint): void {
    this.#machine.move('accept');
    this.#ending = { reason: 'accepted', by: 'you' };
    this.#winner = winner;
    this.#tell(this.inviter, { reason: 'accepted', by: 'them' });
    this.#tellDevices({ reason: 'answered-elsewhere', by: 'you' }, winner);
  }

  /**
   * Ends the invitation and notifies everyone but `actor`, who gets the reply to their own request.
   * @param ending from the callee's point of view
   */
  end(ending: Ending, actor?: Endpoint): void {
    this.#machine.move('end');
    this.#ending = ending;
    if (this.inviter !== actor) this.#tell(this.inviter, asSeenByOther(ending));
    this.#tellDevices(ending, actor);
  }

  /** Notifies a device that did not ring because of Do not disturb about the missed call (NOTE-6). */
  tellMissed(device: Endpoint, ending: Ending): void {
    if (!this.#devices.has(device) && this.concerns(device)) {
      device.notify('invitation-missed', { invitation: this.#asReceived(), ending });
    }
  }

  /** A device is gone and no longer rings. */
  drop(device: Endpoint): void {
    this.#devices.delete(device);
  }

  /** Whether it is for this device of the callee. */
  concerns(device: Endpoint): boolean {
    const { only } = this.#facts;
    return only === undefined || only === device;
  }

  #tellDevices(ending: Ending, except: Endpoint | undefined): void {
    for (const device of this.#devices) if (device !== except) this.#tell(device, ending);
  }

  #tell(endpoint: Endpoint, ending: Ending): void {
    endpoint.notify('invitation-ended', { invitationId: this.id, ending });
  }

  #received(): Crossing {
    const { offer } = this.#data;
    return { invitation: this.#asReceived(), offer };
  }

  #asReceived(): Invitation {
    const {
      invitationId: id,
      sessionId,
      conversationId,
      sessionType,
      media,
      subject,
      conferenceId,
    } = this.#data;
    const from = this.inviter.identity;
    const { expiresAtMs } = this;
    return {
      id,
      sessionId,
      conversationId,
      sessionType,
      from,
      media,
      expiresAtMs,
      subject: subject || undefined,
      conferenceId,
      ...this.#facts.calleeInfo,
    };
  }
}
