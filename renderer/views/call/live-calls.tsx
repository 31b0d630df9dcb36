import { ArrowLeftToLine, PhoneCall } from 'lucide';
import { isLiveCall, type LiveCall } from '../../../protocol/rpc/session-view.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Duration } from '../ui/duration.tsx';
import { Icon } from '../ui/icon.tsx';
import { EndedCard } from './ended-card.tsx';

const words = conversationText.live;

/** Calls that the user left to go home: their state, the way back, and finally how they ended (SPEC SES-4). */
export function LiveCalls() {
  const { sessions } = useAppState();
  const { navigation } = useConversations();
  const live = sessions.filter(isLiveCall);
  const ended = useStore().current.value;
  if (ended?.state === 'terminated' && ended.id === navigation.awayFrom.value) {
    return (
      <section class="ended-away" aria-label={words.ended}>
        <EndedCard key={ended.id} session={ended} />
      </section>
    );
  }
  if (live.length === 0) return null;
  return (
    <section class="live-calls" aria-label={words.region}>
      {live.map((session) => (
        <button
          key={session.id}
          type="button"
          class="live-call"
          data-testid="live-call"
          data-session={session.id}
          data-state={session.state}
          onClick={() => navigation.returnToCall()}
        >
          <Icon node={PhoneCall} />
          <span class="live-call-state">{liveWords(session)}</span>
          {session.state === 'established' && <Duration sinceMs={session.establishedAtMs} />}
          <span class="live-call-back">
            <Icon node={ArrowLeftToLine} />
            <span>{words.back}</span>
          </span>
        </button>
      ))}
    </section>
  );
}

function liveWords(call: LiveCall): string {
  const { hold, peer } = call;
  const name = peer.displayName;
  if (call.state === 'terminating') return words.ending(name);
  if (call.state === 'establishing') {
    if (call.progress === 'ringing') return words.ringing(name);
    return call.progress === 'connecting' ? words.connecting(name) : words.inviting(name);
  }
  if (hold.byUs) return words.heldByUs(name);
  return hold.byThem ? words.heldByThem(name) : words.established(name);
}
