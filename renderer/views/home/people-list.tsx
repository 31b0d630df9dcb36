import { MessageSquare, Phone, Users, Video } from 'lucide';
import { isLiveCall } from '../../../protocol/rpc/session-view.ts';
import type { Person } from '../../../protocol/signaling/shapes.ts';
import { text } from '../../i18n/en.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { useCallPerson, useMessagePerson } from '../conversation/conversations-context.ts';
import { useAppState } from '../store-context.ts';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { byReachability } from './people-matching.ts';
import { PersonSummary } from './person-summary.tsx';

/** The known people with their presence, and buttons to write to them and to call them. */
export function PeopleList() {
  const { people, registration } = useAppState();
  const others = people.filter(({ address }) => address !== registration.address).sort(byReachability);
  if (others.length === 0) {
    return (
      <div class="empty">
        <Icon node={Users} class="icon-large" />
        <p>{text.home.nobody}</p>
        <p class="soft small">{text.home.nobodyLead}</p>
      </div>
    );
  }
  return (
    <ul class="rows rows-many">
      {others.map((person) => (
        <PersonRow key={person.address} person={person} />
      ))}
    </ul>
  );
}

function PersonRow({ person }: { person: Person }) {
  const { address, presence } = person;
  return (
    <li class="row" data-testid="person-row" data-address={address}>
      <PersonSummary person={person} words={text.presence[presence]} />
      <div class="row-actions">
        <MessageButton person={person} />
        <CallButton person={person} kind="audio" />
        <CallButton person={person} kind="video" />
      </div>
    </li>
  );
}

function MessageButton({ person }: { person: Person }) {
  const messagePerson = useMessagePerson();
  const label = conversationText.people.message(person.displayName);
  return (
    <IconButton
      label={label}
      icon={MessageSquare}
      testId="open-message"
      onClick={() => messagePerson(person)}
    />
  );
}

function CallButton({ person, kind }: { person: Person; kind: 'audio' | 'video' }) {
  const call = useCallPerson();
  const { sessions, blocked } = useAppState();
  const { address, displayName, presence } = person;
  const label = kind === 'video' ? text.home.callVideo(displayName) : text.home.callAudio(displayName);
  const isInCall = sessions.some((session) => isLiveCall(session) && session.peer.address === address);
  return (
    <IconButton
      label={label}
      icon={kind === 'video' ? Video : Phone}
      testId={`call-${kind}`}
      disabled={presence === 'offline' || isInCall || blocked.includes(address)}
      onClick={() => void call({ peer: person }, { microphone: true, camera: kind === 'video' })}
    />
  );
}
