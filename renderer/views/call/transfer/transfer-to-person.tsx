import { useState } from 'preact/hooks';
import type { WireError } from '../../../../protocol/errors.ts';
import type { LiveCall } from '../../../../protocol/rpc/session-view.ts';
import type { Person } from '../../../../protocol/signaling/shapes.ts';
import { transferText } from '../../../i18n/en-transfers.ts';
import { callWith } from '../../../state/transfers.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { PeopleSearch } from '../../home/people-search.tsx';
import { useAppState, useStore } from '../../store-context.ts';
import type { TransferFormProps } from './transfer-form.ts';

/** The form for a transfer to a person: now, or after talking to them (SPEC REF-1, REF-5). */
export function TransferToPerson({ session, onSubmit, children }: TransferFormProps) {
  const { attempt } = useStore();
  const { sessions } = useAppState();
  const talkFirst = useTalkFirst(session);
  const [chosen, setChosen] = useState<Person | null>(null);
  const name = session.peer.displayName;
  const theirs = chosen && callWith(sessions, chosen);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!chosen) return;
    const target = { kind: 'person', address: chosen.address } as const;
    const replaces = theirs ? { replaces: theirs.id } : {};
    onSubmit(() => attempt('transfer', { sessionId: session.id, target, ...replaces }));
  };
  return (
    <form class="confirm-form" onSubmit={submit} noValidate>
      <PeopleSearch
        label={transferText.to}
        except={[session.peer.address]}
        chosen={chosen ? [chosen.address] : []}
        wordsOf={(person) => (callWith(sessions, person) ? transferText.inCall : undefined)}
        onChoose={setChosen}
      />
      <div class="actions dialog-actions">
        {children}
        {!theirs && (
          <button
            type="button"
            class="button"
            data-testid="talk-first"
            title={transferText.talkFirstHint(name)}
            disabled={!chosen}
            onClick={() => chosen && onSubmit(() => talkFirst(chosen))}
          >
            {transferText.talkFirst}
          </button>
        )}
        <button type="submit" class="button button-primary" data-testid="transfer-now" disabled={!chosen}>
          {theirs ? transferText.connect(name, theirs.peer.displayName) : transferText.now}
        </button>
      </div>
    </form>
  );
}

/** Calls a person with the media that the user sends now. The running call is put on hold (SPEC REF-5, INV-10). */
function useTalkFirst({ local }: LiveCall): (person: Person) => Promise<WireError | null> {
  const { attempt } = useStore();
  const { cache } = useConversations();
  return ({ address: to }) => {
    const conversationId = cache.latestWith(to)?.id;
    const media = { microphone: true, camera: local.camera === 'on' };
    return attempt('call', { to, media, others: 'hold', conversationId });
  };
}
