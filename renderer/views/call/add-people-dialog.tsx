import { useState } from 'preact/hooks';
import type { LiveCall } from '../../../protocol/rpc/session-view.ts';
import type { Person } from '../../../protocol/signaling/shapes.ts';
import { escalationText } from '../../i18n/en-escalation.ts';
import { mayAddPeople } from '../../state/sessions.ts';
import { useConferences } from '../conference/conferences-ready.tsx';
import { PeopleSearch } from '../home/people-search.tsx';
import { useStore } from '../store-context.ts';
import { Dialog } from '../ui/dialog.tsx';

const words = escalationText;

/** The greatest number of people who can be added at once. */
const MAX_PEOPLE = 20;

/** Whether others can be added to this call. The server must be ready for conferences. */
export function useMayAddPeople(session: LiveCall): boolean {
  return useConferences().state === 'ready' && mayAddPeople(session);
}

/** Choice of the people to add to a call, which then becomes a conference (SPEC ESC-1). */
export function AddPeopleDialog({ session, onClose }: { session: LiveCall; onClose: () => void }) {
  const { ask } = useStore();
  const [chosen, setChosen] = useState<readonly Person['address'][]>([]);
  const { peer } = session;
  const isTooMany = chosen.length > MAX_PEOPLE;
  const maySubmit = mayAddPeople(session) && chosen.length > 0 && !isTooMany;
  const toggle = ({ address }: Person) =>
    setChosen(chosen.includes(address) ? chosen.filter((each) => each !== address) : [...chosen, address]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!maySubmit) return;
    // The call shows the progress.
    onClose();
    void ask('escalate', { sessionId: session.id, to: [...chosen] });
  };
  return (
    <Dialog title={words.add} closeLabel={words.close} testId="add-people-dialog" onClose={onClose}>
      <form class="confirm-form" onSubmit={submit} noValidate>
        <p class="soft">{words.lead(peer.displayName)}</p>
        <PeopleSearch
          label={words.who}
          except={[peer.address]}
          chosen={chosen}
          isMultiple
          onChoose={toggle}
        />
        {isTooMany && (
          <p class="inline-error" role="alert">
            {words.tooMany(MAX_PEOPLE)}
          </p>
        )}
        <div class="actions dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button
            type="submit"
            class="button button-primary"
            data-testid="add-people-submit"
            disabled={!maySubmit}
          >
            {words.submit(chosen.length)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
