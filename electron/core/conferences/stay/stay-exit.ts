import { STAY_EXITS, stayExitOf } from '../../../../protocol/endings.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import type { StayExited } from '../../../../protocol/rpc/orders.ts';
import type { Identity } from '../../../../protocol/signaling/shapes.ts';

/** The event that ends a stay, from the view of a stay that has exited (SPEC CONF-5). */
export function stayExited({ conference, ending, stillIn = [] }: StayView): StayExited {
  const textKey = ending?.reason ?? 'left';
  const reason = stayExitOf({ reason: textKey });
  const text = ending?.text;
  return {
    conferenceId: conference.id,
    reason,
    code: STAY_EXITS[reason],
    textKey,
    stillIn,
    ...(text !== undefined && { text }),
  };
}

/** The people in a conference besides our user, each once, from the roster of a stay. */
export function othersIn({ participants, participantId }: StayView): Identity[] {
  const own = participants.find(({ id }) => id === participantId)?.address;
  const others = participants.filter(({ address, role }) => address !== own && role !== 'waiting');
  const people = others.map(({ address, displayName }) => [address, { address, displayName }] as const);
  return [...new Map(people).values()];
}
