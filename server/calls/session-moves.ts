/**
 * One peer-to-peer session as the server relays it.
 *
 * ```
 *                                           offer, renewed offer
 *   inviting ──accept──► accepted ──answer──► answered ────► reoffered ◄──┐ renewed
 *       │                    │                 │    ◄──answer──   │ └─────┘ offer
 *       └────────────────────┴────── end ──────┴──────────────────┴─────► ended
 * ```
 * - `inviting`: its invitation is open. What the inviter trickles is kept for whoever accepts.
 * - `accepted`: one device of the callee has it; its answer (RFC 3264) is still to come.
 * - `answered`: both descriptions are exchanged; candidates and media status go both ways.
 * - `reoffered`: the inviter has sent another offer (RFC 3261 §14); its answer is still to come. When the page that made
 *   it, or that was to answer it, is gone, only the renewed offer of another one leads on (SPEC RES-5).
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
