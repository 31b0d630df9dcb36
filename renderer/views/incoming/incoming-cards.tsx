import { useEffect, useRef } from 'preact/hooks';
import type { Ringing } from '../../../protocol/rpc/session-view.ts';
import { EndedNotes } from '../call/ended-card.tsx';
import {
  LazyIncomingCall,
  LazyIncomingConference,
  LazyIncomingShare,
  LazyReferralCard,
} from '../lazy-views.ts';
import { useStore } from '../store-context.ts';

/**
 * Everything that rings or asks the user, and endings that the stage does not show, on top of the page. Ringing cards
 * do not take the focus.
 */
export function IncomingCards() {
  const { invitations, referrals } = useStore();
  useDismissSilent();
  return (
    <div class="incoming-cards">
      {invitations.value.map((session) => (
        <IncomingCard key={session.id} session={session} />
      ))}
      {referrals.value.map(
        (session) =>
          session.referral && (
            <LazyReferralCard key={session.referral.id} session={session} referral={session.referral} />
          ),
      )}
      <EndedNotes />
    </div>
  );
}

function IncomingCard({ session }: { session: Ringing }) {
  switch (session.sessionType) {
    case 'audio-video':
      return <LazyIncomingCall session={session} />;
    case 'application-sharing':
      return <LazyIncomingShare session={session} />;
    case 'conference':
      return <LazyIncomingConference session={session} />;
  }
}

/** These endings have no text, so they are dismissed immediately. */
function useDismissSilent(): void {
  const { silent, ask } = useStore();
  const asked = useRef(new Set<string>());
  useEffect(() => {
    for (const { id } of silent.value) {
      if (asked.current.has(id)) continue;
      asked.current.add(id);
      void ask('dismiss-ended', { carriageId: id });
    }
  }, [silent.value, ask]);
}
