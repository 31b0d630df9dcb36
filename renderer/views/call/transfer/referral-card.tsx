import { PhoneForwarded } from 'lucide';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ReferralView, SessionView } from '../../../../protocol/rpc/session-view.ts';
import { referralText } from '../../../i18n/en-transfers.ts';
import { targetName } from '../../../state/transfers.ts';
import { AcceptButton } from '../../incoming/incoming-call.tsx';
import { useStore } from '../../store-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { isTyping } from '../../ui/behavior/key-guard.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';

interface ReferralCardProps {
  readonly session: SessionView;
  readonly referral: ReferralView;
}

/** The other side of a call wants to transfer the user, who can agree or decline (SPEC REF-1). */
export function ReferralCard({ session, referral }: ReferralCardProps) {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const titleId = useId();
  const { card, isFocused } = useFocusUnlessTyping();
  const { displayName } = session.peer;
  const title = referralText.asks(displayName, targetName(referral.to));
  const answer = (accepted: boolean) =>
    void runOnce(() => ask('answer-referral', { referId: referral.id, accepted }));
  return (
    <div
      ref={card}
      class="card incoming-card referral-card"
      role="alertdialog"
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-describedby={`${titleId}-lead`}
      data-testid="referral-card"
    >
      <div class="incoming-who">
        <Avatar name={displayName} size="m" />
        <div class="row-words">
          <h2 id={titleId}>{title}</h2>
          <span id={`${titleId}-lead`} class="soft small">
            {leadWords(referral)}
          </span>
        </div>
      </div>
      {/* Announces the question when the user is typing and the card does not take the focus. */}
      <p class="visually-hidden" role="status">
        {isFocused === false && title}
      </p>
      <div class="incoming-actions">
        <AcceptButton look="good" testId="accept-referral" icon={PhoneForwarded} onClick={() => answer(true)}>
          {referralText.accept}
        </AcceptButton>
        <button
          type="button"
          class="button button-bad"
          data-testid="decline-referral"
          onClick={() => answer(false)}
        >
          {referralText.decline}
        </button>
      </div>
    </div>
  );
}

function leadWords({ to, attended }: ReferralView): string {
  if (to.kind === 'conference') return referralText.lead.conference;
  return attended ? referralText.lead.attended : referralText.lead.person;
}

/**
 * Focuses the card, but none of its buttons, so that a key that was meant for something else answers nothing. It does
 * not take the focus from a text field or a dialog. It returns the focus when the card goes.
 * @returns `isFocused`: whether the card took the focus; undefined before that is known
 */
function useFocusUnlessTyping() {
  const card = useRef<HTMLDivElement>(null);
  const [isFocused, setFocused] = useState<boolean>();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const { current } = card;
    if (isTyping(before) || document.querySelector('dialog[open]')) return;
    current?.focus();
    return () => {
      if (current?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, []);
  // In an effect of its own, because the initial text of a live region is not announced.
  useEffect(() => setFocused(card.current?.contains(document.activeElement) ?? false), []);
  return { card, isFocused };
}
