import type { Ending, EndingReason } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConferenceId, ConversationId, InvitationId } from '../../protocol/ids.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { ClaimedIds } from '../claimed-ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Conversations } from '../messages/conversations.ts';
import type { Blocks } from '../presence/blocks.ts';
import type { Directory } from '../presence/directory.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import { Crossings } from './crossings.ts';
import { checkDescription } from './descriptions.ts';
import type { ContinuedCall } from './escalation/escalations.ts';
import type { ReferredCall } from './refer/refers.ts';
import { RingingInvitation } from './ringing-invitation.ts';
import { checkRinging } from './ringing-limits.ts';
import type { Sessions } from './sessions.ts';

/** How long an ended invitation is remembered, so that a late answer gets the reason. */
const REMEMBERED_MS = 60_000;
/** Ending when the callee blocks the inviter while it rings: the same as when the inviter was blocked before (INV-11). */
const BLOCKED: Ending = { reason: 'forbidden', by: 'you' };
/** Ending when every device of the callee is on Do not disturb (NOTE-6). */
const DO_NOT_DISTURB: Ending = { reason: 'do-not-disturb', by: 'system' };

/** Ending of an invitation that a crossing one replaces (SPEC INV-13). */
const CROSSED: Ending = { reason: 'replaced', by: 'system' };
/** Ending for an old client, which cannot handle crossing invitations. */
const CROSSED_FOR_OLD_CLIENTS: Ending = { reason: 'busy', by: 'you' };

/** What invitations need from conferences. */
export interface ConferenceEntrance {
  /**
   * @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED if this endpoint is not in it,
   *   CONFERENCE_FORBIDDEN if it may not invite
   */
  conversationOf(endpoint: Endpoint, id: ConferenceId): ConversationId;
}

/** What invitations need from referrals. */
export interface ReferralSource {
  /** @throws ParleyError REFER_GONE unless this endpoint was referred to make this call, REPLACES_UNKNOWN */
  callOf(inviter: Endpoint, data: RequestData<'invitation.send'>): ReferredCall | undefined;
}

/** What invitations need from escalations (SPEC ESC-1). */
export interface CallContinuation {
  continuedBy(inviter: Endpoint, data: RequestData<'invitation.send'>): ContinuedCall | undefined;
  /** The invitation rings or has ended. */
  invitationChanged(invitation: RingingInvitation): void;
}

export interface InvitationsOptions {
  directory: Directory;
  sessions: Sessions;
  referrals: ReferralSource;
  escalations: CallContinuation;
  conversations: Conversations;
  conferences: ConferenceEntrance;
  blocks: Blocks;
  ids: ClaimedIds;
  clock: Clock;
  log: Logger;
  expiryMs: number;
  /** Called once for each ending, for the metrics. */
  onEnded: (reason: EndingReason) => void;
}

/** All invitations of this server, from INVITE to the one answer (SPEC INV). */
export class Invitations {
  readonly #options: InvitationsOptions;
  readonly #invitations = new Map<InvitationId, RingingInvitation>();
  readonly #timers = new Map<InvitationId, CancelTimer>();
  /** People who have accepted an invitation to a conference, as long as the conference exists. */
  readonly #acceptedInto = new Map<ConferenceId, Set<Address>>();
  readonly #crossings: Crossings;

  constructor(options: InvitationsOptions) {
    this.#options = options;
    this.#crossings = new Crossings(() => this.#invitations.values(), options.clock);
  }

  /**
   * Rings every device of the callee that is not on Do not disturb (INV-9). Sending an invitation twice changes nothing.
   * @throws ParleyError TARGET_SELF, TARGET_UNKNOWN, TARGET_BLOCKED, TARGET_OFFLINE, TARGET_DO_NOT_DISTURB,
   *   CONVERSATION_FORBIDDEN, INVITATION_GONE, SESSION_WRONG_STATE, PROTOCOL_MALFORMED; for a conference (CONV-3)
   *   CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN; for a referral (REF-2)
   *   REFER_GONE, REPLACES_UNKNOWN; INVITATION_CROSSED if the callee has invited us to another conference (INV-13);
   *   RATE_LIMITED and TARGET_BUSY from {@link checkRinging}
   */
  send(inviter: Endpoint, data: RequestData<'invitation.send'>): RequestReply<'invitation.send'> {
    const { clock, expiryMs, sessions, referrals, escalations, log } = this.#options;
    const known = this.#invitations.get(data.invitationId);
    if (known !== undefined) return this.#sentAgain(known, inviter, data);
    this.#checkIds(data);
    if (data.offer !== undefined) checkDescription(data.offer);
    const { calleeInfo, replaced } = referrals.callOf(inviter, data) ?? {};
    const { identity, devices } = this.#target(inviter, data);
    const continued = escalations.continuedBy(inviter, data);
    const only = replaced ?? continued?.device ?? this.#partnerShownTo(inviter, data);
    if (only === undefined) checkRinging(this.#invitations.values(), inviter.address, data.to);
    if (only?.gone)
      throw new ParleyError('TARGET_OFFLINE', 'the device of this call has lost its connection');
    const expiresAtMs = clock.nowMs() + expiryMs;
    const invitation = new RingingInvitation(inviter, data, {
      expiresAtMs,
      only,
      calleeInfo: { ...calleeInfo, escalates: continued?.id },
    });
    const theirs = only ? undefined : this.#crossings.crossedBy(inviter, data);
    if (theirs) return { to: identity, ...this.#cross(invitation, theirs) };
    const ringing = only ? [only] : devices.filter((device) => !device.doNotDisturb);
    this.#remember(invitation);
    if (ringing.length === 0) throw this.#refuseDoNotDisturb(invitation);
    // An invitation to a conference has no session: its accepter joins the conference.
    if (invitation.conferenceId === undefined) sessions.begin({ ...data, ...calleeInfo }, inviter);
    this.#timers.set(
      invitation.id,
      clock.after(expiryMs, () => this.#end(invitation, { reason: 'expired', by: 'system' })),
    );
    for (const device of ringing) invitation.fork(device);
    log.info(
      { invitationId: invitation.id, endpointId: inviter.id, devices: ringing.length },
      'invitation sent',
    );
    return { to: identity, expiresAtMs: invitation.expiresAtMs };
  }

  /** @throws ParleyError INVITATION_GONE, INVITATION_CANCELLED */
  ringing(device: Endpoint, { invitationId }: RequestData<'invitation.ringing'>): void {
    const invitation = this.#receivedBy(device, invitationId);
    invitation.ringing();
    this.#options.escalations.invitationChanged(invitation);
  }

  /**
   * The first device wins. It may repeat the accept, since the reply may have been lost: as long as the session lasts, or
   * as long as an invitation to a conference is remembered.
   * @throws ParleyError INVITATION_GONE (INV-2), INVITATION_CANCELLED (INV-3)
   */
  accept(device: Endpoint, { invitationId }: RequestData<'invitation.accept'>): void {
    const { sessions } = this.#options;
    const known = this.#invitations.get(invitationId);
    const lasts = known?.conferenceId !== undefined || (known && sessions.includes(known.sessionId, device));
    if (known?.winner === device && lasts) return;
    const invitation = this.#receivedBy(device, invitationId);
    invitation.accept(device);
    const { conferenceId, sessionId, to } = invitation;
    if (conferenceId === undefined) sessions.accept(sessionId, device);
    else {
      this.#acceptedInto.set(conferenceId, new Set(this.#acceptedInto.get(conferenceId)).add(to));
      this.#crossings.accepted(invitation);
    }
    this.#settle(invitation, 'accepted');
    for (const other of this.#crossings.settledBy(invitation)) this.#end(other, CROSSED);
  }

  /** @throws ParleyError INVITATION_GONE, INVITATION_CANCELLED */
  decline(device: Endpoint, data: RequestData<'invitation.decline'>): void {
    const { invitationId, reason, text, headers } = data;
    const invitation = this.#receivedBy(device, invitationId);
    this.#end(invitation, { reason, by: 'you', text, headers }, device);
  }

  /** @throws ParleyError INVITATION_GONE if it was answered already: then there is a session to hang up */
  cancel(inviter: Endpoint, { invitationId }: RequestData<'invitation.cancel'>): void {
    const invitation = this.#invitations.get(invitationId);
    if (invitation?.inviter !== inviter || !invitation.open) {
      throw new ParleyError('INVITATION_GONE', 'this invitation was answered already');
    }
    this.#end(invitation, { reason: 'cancelled', by: 'them' }, inviter);
  }

  /** An address has blocked another one: its invitations stop ringing (INV-11). An ongoing call continues. */
  blocked(owner: Address, other: Address): void {
    for (const invitation of [...this.#invitations.values()]) {
      const { open, to, inviter } = invitation;
      if (open && to === owner && inviter.address === other) this.#end(invitation, BLOCKED);
    }
  }

  /** This device can ring from now on: open invitations to its address ring there too (INV-9). */
  endpointReady(endpoint: Endpoint): void {
    for (const invitation of this.#invitations.values()) {
      if (invitation.open && invitation.to === endpoint.address) invitation.fork(endpoint);
    }
  }

  /** The same as when it is gone: nobody keeps ringing for a device that may not reconnect. */
  endpointLost(endpoint: Endpoint): void {
    this.endpointGone(endpoint);
  }

  /** This endpoint is gone: its own invitations are cancelled, and those of others no longer ring on it. */
  endpointGone(endpoint: Endpoint): void {
    for (const invitation of [...this.#invitations.values()]) {
      if (!invitation.open) continue;
      if (invitation.inviter === endpoint) {
        this.#end(invitation, { reason: 'cancelled', by: 'them' }, endpoint);
      } else if (invitation.isFor(endpoint)) {
        invitation.drop(endpoint);
        if (invitation.deviceCount === 0) this.#end(invitation, { reason: 'unavailable', by: 'system' });
      }
    }
  }

  /** This endpoint has left a conference: its open invitations to it are cancelled (CONV-3). */
  conferenceLeft(id: ConferenceId, inviter: Endpoint): void {
    for (const invitation of this.#openTo(id)) {
      if (invitation.inviter === inviter) this.#end(invitation, { reason: 'cancelled', by: 'them' });
    }
  }

  /** This endpoint has joined a conference, was refused there, or has left (INV-13). */
  joinEnded(id: ConferenceId, endpoint: Endpoint): void {
    this.#crossings.joinEnded(id, endpoint);
  }

  /** Whether a person has an open or accepted invitation to a conference (CONV-3). */
  invites(id: ConferenceId, to: Address): boolean {
    return this.#acceptedInto.get(id)?.has(to) === true || this.#openTo(id).some((open) => open.to === to);
  }

  /** A conference has ended, and with it the open invitations to it (CONV-3). */
  conferenceEnded(id: ConferenceId): void {
    this.#acceptedInto.delete(id);
    this.#crossings.joinEnded(id);
    for (const invitation of this.#openTo(id)) this.#end(invitation, { reason: 'ended', by: 'server' });
  }

  /** Ends all open invitations, because the server closes. */
  close(): void {
    for (const invitation of this.#invitations.values()) {
      if (invitation.open) this.#end(invitation, { reason: 'server-error', by: 'server' });
    }
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#invitations.clear();
  }

  /**
   * Their invitation was first and is used; ours does not ring.
   * @throws ParleyError INVITATION_CROSSED
   */
  #cross(ours: RingingInvitation, theirs: RingingInvitation): Omit<RequestReply<'invitation.send'>, 'to'> {
    const { inviter, mayCross } = ours;
    if (mayCross && ours.conferenceId !== undefined) {
      throw new ParleyError('INVITATION_CROSSED', 'they have invited us to another conference');
    }
    const { expiresAtMs } = theirs;
    this.#remember(ours);
    const ending = mayCross ? CROSSED : CROSSED_FOR_OLD_CLIENTS;
    ours.end(ending, mayCross ? inviter : undefined);
    this.#settle(ours, ending.reason);
    return mayCross ? { expiresAtMs, crossing: theirs.crossedBy(inviter) } : { expiresAtMs };
  }

  #openTo(id: ConferenceId): RingingInvitation[] {
    return [...this.#invitations.values()].filter(({ open, conferenceId }) => open && conferenceId === id);
  }

  /** A screen that is shared in a call goes to the device in that call only and does not ring. */
  #partnerShownTo(inviter: Endpoint, data: RequestData<'invitation.send'>): Endpoint | undefined {
    if (data.sessionType !== 'application-sharing') return undefined;
    return this.#options.sessions.partnerOf(inviter, data);
  }

  #target(
    inviter: Endpoint,
    data: RequestData<'invitation.send'>,
  ): { identity: Identity; devices: readonly Endpoint[] } {
    const { directory, blocks } = this.#options;
    const { address: from } = inviter;
    const { to } = data;
    if (to === from) throw new ParleyError('TARGET_SELF', 'the target is the caller');
    const identity = directory.identityAt(to);
    if (identity === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
    this.#checkConversation(inviter, data);
    blocks.check(from, to);
    const devices = directory.endpointsOf(to);
    if (devices.length === 0) throw new ParleyError('TARGET_OFFLINE', 'not signed in on any device');
    return { identity, devices };
  }

  /** Both IDs have to be new: an invitation must not refer to an object that another one created (SEC-2). */
  #checkIds({ invitationId, sessionId }: RequestData<'invitation.send'>): void {
    const { ids } = this.#options;
    if (ids.isTaken(invitationId))
      throw new ParleyError('INVITATION_GONE', 'this invitation ID has been used');
    if (ids.isTaken(sessionId)) throw new ParleyError('SESSION_WRONG_STATE', 'this session ID has been used');
  }

  /** All checks have passed: the invitation's IDs and its conversation are in use from now on. */
  #remember(invitation: RingingInvitation): void {
    const { ids, conversations } = this.#options;
    const { id, sessionId, conversationId, inviter, to } = invitation;
    const use = { id: conversationId, from: inviter.address, to };
    // Conversations may throw, so they come first: a claimed ID is released only together with its invitation.
    if (invitation.conferenceId === undefined) conversations.use(use);
    else conversations.useInConference(use);
    ids.claim(id);
    ids.claim(sessionId);
    this.#invitations.set(id, invitation);
  }

  /** A participant may invite others into the conversation of the conference, and into no other one. */
  #checkConversation(inviter: Endpoint, data: RequestData<'invitation.send'>): void {
    const { conversations, conferences } = this.#options;
    const { conversationId: id, conferenceId, to } = data;
    if (conferenceId === undefined) conversations.check({ id, from: inviter.address, to });
    else if (conferences.conversationOf(inviter, conferenceId) !== id) {
      throw new ParleyError('CONVERSATION_FORBIDDEN', 'not the conversation of this conference');
    }
  }

  #sentAgain(
    known: RingingInvitation,
    inviter: Endpoint,
    data: RequestData<'invitation.send'>,
  ): RequestReply<'invitation.send'> {
    const same = known.inviter === inviter && known.sessionId === data.sessionId && known.to === data.to;
    if (same && known.ending === DO_NOT_DISTURB) throw doNotDisturb();
    if (!same || !known.open) throw new ParleyError('INVITATION_GONE', 'this invitation ID has been used');
    return { to: this.#identityOf(known.to), expiresAtMs: known.expiresAtMs };
  }

  #identityOf(address: Address): Identity {
    const identity = this.#options.directory.identityAt(address);
    if (identity === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
    return identity;
  }

  /** Nothing rings. The callee's devices are notified of the missed call; sending it again gets the same error. */
  #refuseDoNotDisturb(invitation: RingingInvitation): ParleyError {
    invitation.end(DO_NOT_DISTURB, invitation.inviter);
    this.#settle(invitation, DO_NOT_DISTURB.reason);
    this.#tellMissed(invitation, DO_NOT_DISTURB);
    return doNotDisturb();
  }

  #receivedBy(device: Endpoint, id: InvitationId): RingingInvitation {
    const invitation = this.#invitations.get(id);
    if (!invitation?.isFor(device)) throw new ParleyError('INVITATION_GONE', 'no such invitation');
    if (invitation.open) return invitation;
    if (invitation.ending?.reason === 'cancelled') {
      throw new ParleyError('INVITATION_CANCELLED', 'the inviter has cancelled');
    }
    throw new ParleyError('INVITATION_GONE', 'this invitation was answered already');
  }

  #end(invitation: RingingInvitation, ending: Ending, actor?: Endpoint): void {
    invitation.end(ending, actor);
    // An invitation to a conference has a session ID, but no session.
    if (invitation.conferenceId === undefined) this.#options.sessions.abandon(invitation.sessionId);
    this.#settle(invitation, ending.reason);
    // An invitation is not missed if it was answered or replaced by a crossing one.
    if (ending.by !== 'you' && ending !== CROSSED) this.#tellMissed(invitation, ending);
  }

  #tellMissed(invitation: RingingInvitation, ending: Ending): void {
    for (const device of this.#options.directory.endpointsOf(invitation.to)) {
      if (device.doNotDisturb) invitation.tellMissed(device, ending);
    }
  }

  /** It has ended: stops the expiry timer, and remembers the invitation for some time for late answers. */
  #settle(invitation: RingingInvitation, reason: EndingReason): void {
    const { clock, ids, log, onEnded, escalations, sessions } = this.#options;
    this.#timers.get(invitation.id)?.();
    this.#timers.set(
      invitation.id,
      clock.after(REMEMBERED_MS, () => {
        this.#timers.delete(invitation.id);
        this.#invitations.delete(invitation.id);
        ids.release(invitation.id);
        // An ongoing session keeps its ID until it ends.
        if (!sessions.includes(invitation.sessionId, invitation.inviter)) ids.release(invitation.sessionId);
      }),
    );
    onEnded(reason);
    log.info({ invitationId: invitation.id, reason }, 'invitation ended');
    escalations.invitationChanged(invitation);
  }
}

function doNotDisturb(): ParleyError {
  return new ParleyError('TARGET_DO_NOT_DISTURB', 'every device is on Do not disturb');
}
