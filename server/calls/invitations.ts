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

/** How long an ended invitation is remembered, so that a late answer learns why it is late. */
const REMEMBERED_MS = 60_000;
/** How an invitation ends whose callee blocks the inviter meanwhile: as one that is refused for a block (INV-11). */
const BLOCKED: Ending = { reason: 'forbidden', by: 'you' };
/** How an invitation ends that no device wants to be disturbed by (NOTE-6). */
const DISTURBS: Ending = { reason: 'do-not-disturb', by: 'system' };

/** The same wish stands in another invitation (SPEC INV-13). */
const CROSSED: Ending = { reason: 'replaced', by: 'system' };
/** What a client reads that does not know what to do with an invitation that crosses its own. */
const CROSSED_FOR_OLD_CLIENTS: Ending = { reason: 'busy', by: 'you' };

/** What invitations need of the conferences that they are to. */
export interface ConferenceEntrance {
  /**
   * @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED when this endpoint is not in it,
   *   CONFERENCE_FORBIDDEN when it may not invite
   */
  conversationOf(endpoint: Endpoint, id: ConferenceId): ConversationId;
}

/** What invitations need of the referrals that they come of. */
export interface ReferralSource {
  /** @throws ParleyError REFER_GONE unless this endpoint is asked to make this call, REPLACES_UNKNOWN */
  callOf(inviter: Endpoint, data: RequestData<'invitation.send'>): ReferredCall | undefined;
}

/** What invitations need of the calls that become conferences (SPEC ESC-1). */
export interface CallContinuation {
  continuedBy(inviter: Endpoint, data: RequestData<'invitation.send'>): ContinuedCall | undefined;
  /** It rings, or has its answer. */
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
  /** Told once of each ending, for the metrics. */
  onEnded: (reason: EndingReason) => void;
}

/** Every invitation of this server, from INVITE to its one answer (SPEC INV). */
export class Invitations {
  readonly #options: InvitationsOptions;
  readonly #invitations = new Map<InvitationId, RingingInvitation>();
  readonly #timers = new Map<InvitationId, CancelTimer>();
  /** Who has accepted to come to which conference, while that lives. */
  readonly #comers = new Map<ConferenceId, Set<Address>>();
  readonly #crossings: Crossings;

  constructor(options: InvitationsOptions) {
    this.#options = options;
    this.#crossings = new Crossings(() => this.#invitations.values(), options.clock);
  }

  /**
   * Rings every device of the callee that may be disturbed (INV-9). Sending the same invitation again changes nothing.
   * @throws ParleyError TARGET_SELF, TARGET_UNKNOWN, TARGET_BLOCKED, TARGET_OFFLINE, TARGET_DO_NOT_DISTURB,
   *   CONVERSATION_FORBIDDEN, INVITATION_GONE, SESSION_WRONG_STATE, PROTOCOL_MALFORMED; to a conference (CONV-3)
   *   CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN; of a referral (REF-2)
   *   REFER_GONE, REPLACES_UNKNOWN; INVITATION_CROSSED when the other side has invited us to a conference of theirs (INV-13);
   *   RATE_LIMITED and TARGET_BUSY as {@link checkRinging}
   */
  send(inviter: Endpoint, data: RequestData<'invitation.send'>): RequestReply<'invitation.send'> {
    const { clock, expiryMs, sessions, referrals, escalations, log } = this.#options;
    const known = this.#invitations.get(data.invitationId);
    if (known !== undefined) return this.#sentAgain(known, inviter, data);
    this.#checkIds(data);
    if (data.offer !== undefined) checkDescription(data.offer);
    const { said, replaced } = referrals.callOf(inviter, data) ?? {};
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
      said: { ...said, ...(continued && { escalates: continued.id }) },
    });
    const theirs = only ? undefined : this.#crossings.crossedBy(inviter, data);
    if (theirs) return { to: identity, ...this.#cross(invitation, theirs) };
    const ringing = only ? [only] : devices.filter((device) => !device.doNotDisturb);
    this.#remember(invitation);
    if (ringing.length === 0) throw this.#refuseDisturbance(invitation);
    // Whoever accepts an invitation to a conference joins there: nothing is relayed between the two.
    if (invitation.conferenceId === undefined) sessions.begin({ ...data, ...said }, inviter);
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
   * The first device wins. It may say so again while the session lasts, or an invitation to a conference is
   * remembered: the reply may have been lost.
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
      this.#comers.set(conferenceId, new Set(this.#comers.get(conferenceId)).add(to));
      this.#crossings.accepted(invitation);
    }
    this.#settle(invitation, 'accepted');
    for (const other of this.#crossings.settledBy(invitation)) this.#end(other, CROSSED);
  }

  /** @throws ParleyError INVITATION_GONE, INVITATION_CANCELLED */
  decline(device: Endpoint, data: RequestData<'invitation.decline'>): void {
    const { invitationId, reason, text, headers } = data;
    const invitation = this.#receivedBy(device, invitationId);
    const said = { ...(text !== undefined && { text }), ...(headers && { headers }) };
    this.#end(invitation, { reason, by: 'you', ...said }, device);
  }

  /** @throws ParleyError INVITATION_GONE when it has its answer already: then it is a session, to be hung up */
  cancel(inviter: Endpoint, { invitationId }: RequestData<'invitation.cancel'>): void {
    const invitation = this.#invitations.get(invitationId);
    if (invitation?.inviter !== inviter || !invitation.open) {
      throw new ParleyError('INVITATION_GONE', 'this invitation has its answer');
    }
    this.#end(invitation, { reason: 'cancelled', by: 'them' }, inviter);
  }

  /** An address has blocked another one, whose invitations stop ringing (INV-11). A call that has begun continues. */
  blocked(owner: Address, other: Address): void {
    for (const invitation of [...this.#invitations.values()]) {
      const { open, to, inviter } = invitation;
      if (open && to === owner && inviter.address === other) this.#end(invitation, BLOCKED);
    }
  }

  /** This device can be rung from now on: it joins in what rings for its address (INV-9). */
  endpointReady(endpoint: Endpoint): void {
    for (const invitation of this.#invitations.values()) {
      if (invitation.open && invitation.to === endpoint.address) invitation.fork(endpoint);
    }
  }

  /** Nobody is kept ringing for a device that may not come back: as when it is gone. */
  endpointLost(endpoint: Endpoint): void {
    this.endpointGone(endpoint);
  }

  /** This endpoint is gone: its own invitations are cancelled, and it rings no more for those of others. */
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

  /** This endpoint has left a conference: nobody comes to it by its invitations any more (CONV-3). */
  conferenceLeft(id: ConferenceId, inviter: Endpoint): void {
    for (const invitation of this.#openTo(id)) {
      if (invitation.inviter === inviter) this.#end(invitation, { reason: 'cancelled', by: 'them' });
    }
  }

  /** This endpoint is in a conference, was refused there, or has left: it is not on the way there any more (INV-13). */
  wayEnded(id: ConferenceId, endpoint: Endpoint): void {
    this.#crossings.wayEnded(id, endpoint);
  }

  /** Whether somebody is invited to a conference, or has accepted to come (CONV-3). */
  invites(id: ConferenceId, to: Address): boolean {
    return this.#comers.get(id)?.has(to) === true || this.#openTo(id).some((open) => open.to === to);
  }

  /** There is nothing to come to any more (CONV-3). */
  conferenceEnded(id: ConferenceId): void {
    this.#comers.delete(id);
    this.#crossings.wayEnded(id);
    for (const invitation of this.#openTo(id)) this.#end(invitation, { reason: 'ended', by: 'server' });
  }

  /** Ends what still rings; the server goes away. */
  close(): void {
    for (const invitation of this.#invitations.values()) {
      if (invitation.open) this.#end(invitation, { reason: 'server-error', by: 'server' });
    }
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#invitations.clear();
  }

  /**
   * Theirs was first, and stands; ours does not ring.
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

  /** A screen that is shown in a call is taken by the device of that call and asks nobody: the others stay silent. */
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
    if (to === from) throw new ParleyError('TARGET_SELF', 'one cannot call oneself');
    const identity = directory.identityAt(to);
    if (identity === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
    this.#checkConversation(inviter, data);
    blocks.check(from, to);
    const devices = directory.endpointsOf(to);
    if (devices.length === 0) throw new ParleyError('TARGET_OFFLINE', 'not signed in on any device');
    return { identity, devices };
  }

  /** Both IDs have to be new: an invitation never acts on an object that another one has made (SEC-2). */
  #checkIds({ invitationId, sessionId }: RequestData<'invitation.send'>): void {
    const { ids } = this.#options;
    if (ids.isTaken(invitationId))
      throw new ParleyError('INVITATION_GONE', 'this invitation ID has been used');
    if (ids.isTaken(sessionId)) throw new ParleyError('SESSION_WRONG_STATE', 'this session ID has been used');
  }

  /** Nothing refuses the invitation any more: its IDs and its conversation are in use from now on. */
  #remember(invitation: RingingInvitation): void {
    const { ids, conversations } = this.#options;
    const { id, sessionId, conversationId, inviter, to } = invitation;
    const use = { id: conversationId, from: inviter.address, to };
    // First what may throw: a claimed ID is released only with its invitation.
    if (invitation.conferenceId === undefined) conversations.use(use);
    else conversations.useInConference(use);
    ids.claim(id);
    ids.claim(sessionId);
    this.#invitations.set(id, invitation);
  }

  /** Whoever is in a conference may bring others into its conversation, and into no other. */
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
    if (same && known.ending === DISTURBS) throw disturbs();
    if (!same || !known.open) throw new ParleyError('INVITATION_GONE', 'this invitation ID has been used');
    return { to: this.#identityOf(known.to), expiresAtMs: known.expiresAtMs };
  }

  #identityOf(address: Address): Identity {
    const identity = this.#options.directory.identityAt(address);
    if (identity === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
    return identity;
  }

  /** Nobody rings; the callee's devices and whoever sends it again learn how it ended. */
  #refuseDisturbance(invitation: RingingInvitation): ParleyError {
    invitation.end(DISTURBS, invitation.inviter);
    this.#settle(invitation, DISTURBS.reason);
    this.#tellMissed(invitation, DISTURBS);
    return disturbs();
  }

  #receivedBy(device: Endpoint, id: InvitationId): RingingInvitation {
    const invitation = this.#invitations.get(id);
    if (!invitation?.isFor(device)) throw new ParleyError('INVITATION_GONE', 'no such invitation');
    if (invitation.open) return invitation;
    if (invitation.ending?.reason === 'cancelled') {
      throw new ParleyError('INVITATION_CANCELLED', 'the inviter has cancelled');
    }
    throw new ParleyError('INVITATION_GONE', 'this invitation has its answer');
  }

  #end(invitation: RingingInvitation, ending: Ending, actor?: Endpoint): void {
    invitation.end(ending, actor);
    // The session ID of an invitation to a conference names no session.
    if (invitation.conferenceId === undefined) this.#options.sessions.abandon(invitation.sessionId);
    this.#settle(invitation, ending.reason);
    // What their own user has answered is not missed, nor what stands in another invitation.
    if (ending.by !== 'you' && ending !== CROSSED) this.#tellMissed(invitation, ending);
  }

  #tellMissed(invitation: RingingInvitation, ending: Ending): void {
    for (const device of this.#options.directory.endpointsOf(invitation.to)) {
      if (device.doNotDisturb) invitation.tellMissed(device, ending);
    }
  }

  /** It has its answer: the expiry stops, and it is remembered a while for late ones. */
  #settle(invitation: RingingInvitation, reason: EndingReason): void {
    const { clock, ids, log, onEnded, escalations, sessions } = this.#options;
    this.#timers.get(invitation.id)?.();
    this.#timers.set(
      invitation.id,
      clock.after(REMEMBERED_MS, () => {
        this.#timers.delete(invitation.id);
        this.#invitations.delete(invitation.id);
        ids.release(invitation.id);
        // A running session keeps its ID until it ends.
        if (!sessions.includes(invitation.sessionId, invitation.inviter)) ids.release(invitation.sessionId);
      }),
    );
    onEnded(reason);
    log.info({ invitationId: invitation.id, reason }, 'invitation ended');
    escalations.invitationChanged(invitation);
  }
}

function disturbs(): ParleyError {
  return new ParleyError('TARGET_DO_NOT_DISTURB', 'they do not want to be disturbed');
}
