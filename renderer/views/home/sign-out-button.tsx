import { LogOut } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';
import { isCall, isLive } from '../../state/sessions.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';

const words = text.home.signOutAsk;

/** Signs out. During a call or stay it asks first. */
export function SignOutButton() {
  const { ask } = useStore();
  const [isAsking, setAsking] = useState(false);
  const activity = useActivity();
  const signOut = () => void ask('sign-out', {});
  return (
    <>
      <IconButton
        label={text.home.signOut}
        look="quiet"
        icon={LogOut}
        testId="sign-out"
        onClick={() => (activity ? setAsking(true) : signOut())}
      />
      {isAsking && activity && (
        <SignOutDialog lead={words.lead[activity]} onConfirm={signOut} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

/** What signing out would end. */
function useActivity(): 'call' | 'stay' | null {
  const { sessions, stay } = useAppState();
  if (stay && stay.state !== 'exited') return 'stay';
  return sessions.some((session) => isCall(session) && isLive(session)) ? 'call' : null;
}

interface SignOutDialogProps {
  readonly lead: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The focus is on "Stay signed in": Enter, Escape and ✕ all keep the call. */
function SignOutDialog({ lead, onConfirm, onClose }: SignOutDialogProps) {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <Dialog title={words.title} closeLabel={words.stay} testId="sign-out-dialog" onClose={onClose}>
      <p>{lead}</p>
      <div class="actions dialog-actions">
        <button type="button" class="button button-bad" data-testid="sign-out-confirm" onClick={onConfirm}>
          {words.confirm}
        </button>
        <button
          ref={stay}
          type="button"
          class="button button-primary"
          data-testid="sign-out-cancel"
          onClick={onClose}
        >
          {words.stay}
        </button>
      </div>
    </Dialog>
  );
}
