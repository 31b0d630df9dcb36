/**
 * One peer-to-peer session as the server relays it.
 *
 * ```
 *                                           offer, renewed offer
 *   inviting ──accept──► accepted ──answer──► answered ────► reoffered ◄──┐ renewed
 *       │                    │                 │    ◄──answer──   │ └─────┘ offer
 *       └────────────────────┴────── end ──────┴──────────────────┴─────► ended
 * ```
 * - `inviting`: its invitation is open. The inviter's candidates are kept for the device that accepts.
 * - `accepted`: one device of the callee has accepted; its answer (RFC 3264) is pending.
 * - `answered`: both descriptions are exchanged; candidates and media status are forwarded in both directions.
 * - `reoffered`: the inviter has sent another offer (RFC 3261 §14); its answer is pending. If the page of either side is
 *   gone, only a renewed offer from a new page can complete the negotiation (SPEC RES-5).
 */
export const SESSION_RELAY_MOVES = {
  inviting: { accept: 'accepted', end: 'ended' },
  accepted: { answer: 'answered', end: 'ended' },
  answered: { offer: 'reoffered', 'renewed-offer': 'reoffered', end: 'ended' },
  reoffered: { 'renewed-offer': 'reoffered', answer: 'answered', end: 'ended' },
  ended: {},
} as const satisfies Record<string, Record<string, string>>;

export type SessionRelayState = keyof typeof SESSION_RELAY_MOVES;
export type SessionRelayEvent = 'accept' | 'answer' | 'offer' | 'renewed-offer' | 'end';
