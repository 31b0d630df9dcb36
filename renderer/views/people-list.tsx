import { Phone, Users, Video } from 'lucide';
import type { Person } from '../../protocol/signaling/shapes.ts';
import { text } from '../i18n/en.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { useAppState, useStore } from './store-context.ts';

const ORDER = { available: 0, 'in-call': 1, 'do-not-disturb': 2, offline: 3 } as const satisfies Record<
  Person['presence'],
  number
>;

/** Who can be reached first, then by name. */
function byReach(one: Person, other: Person): number {
  return ORDER[one.presence] - ORDER[other.presence] || one.displayName.localeCompare(other.displayName);
}

/** The people who are known, whether they are there, and how to call them. */
export function PeopleList() {
  const { people, registration } = useAppState();
  const others = people.filter(({ address }) => address !== registration.address).sort(byReach);
  return (
    <section class="card people" aria-labelledby="people-title">
      <h2 id="people-title">{text.home.people}</h2>
      {others.length === 0 ? (
        <div class="empty">
          <Icon node={Users} class="icon-large" />
          <p>{text.home.nobody}</p>
          <p class="soft small">{text.home.nobodyLead}</p>
        </div>
      ) : (
        <ul class="rows">
          {others.map((person) => (
            <PersonRow key={person.address} person={person} />
          ))}
        </ul>
      )}
    </section>
  );
}

function PersonRow({ person }: { person: Person }) {
  const { address, displayName, presence } = person;
  return (
    <li class="row" data-testid="person-row" data-address={address}>
      <span class="avatar-with-presence">
        <Avatar name={displayName} />
        <span class="presence" data-presence={presence} />
      </span>
      <div class="row-words">
        <strong>{displayName}</strong>
        <span class="soft small">{text.presence[presence]}</span>
      </div>
      <CallButton person={person} kind="audio" />
      <CallButton person={person} kind="video" />
    </li>
  );
}

function CallButton({ person, kind }: { person: Person; kind: 'audio' | 'video' }) {
  const { ask } = useStore();
  const { address, displayName, presence } = person;
  const label = kind === 'video' ? text.home.callVideo(displayName) : text.home.callAudio(displayName);
  return (
    <button
      type="button"
      class="button button-icon"
      title={label}
      aria-label={label}
      data-testid={`call-${kind}`}
      disabled={presence === 'offline'}
      onClick={() => void ask('call', { to: address, media: { microphone: true, camera: kind === 'video' } })}
    >
      <Icon node={kind === 'video' ? Video : Phone} />
    </button>
  );
}
