import type { Person } from '../../../protocol/signaling/shapes.ts';
import { PresenceAvatar } from './presence-avatar.tsx';

/** A person in a row of a list: avatar with presence, name, and a short text. */
export function PersonSummary({ person, words }: { person: Person; words: string }) {
  const { displayName, presence } = person;
  return (
    <>
      <PresenceAvatar name={displayName} presence={presence} />
      <div class="row-words">
        <strong>{displayName}</strong>
        <span class="soft small">{words}</span>
      </div>
    </>
  );
}
