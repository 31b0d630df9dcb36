import type { Person } from '../../../protocol/signaling/shapes.ts';
import { Avatar } from '../ui/avatar.tsx';

interface PresenceAvatarProps {
  readonly name: string;
  /** Undefined for a person who is not in the list of people. */
  readonly presence: Person['presence'] | undefined;
  readonly size?: 's';
}

/**
 * A person's avatar with a mark for the presence. The mark is visual only, because the presence is written elsewhere.
 */
export function PresenceAvatar({ name, presence, size }: PresenceAvatarProps) {
  return (
    <span class="avatar-with-presence">
      <Avatar name={name} size={size} />
      {presence && <span class="presence" data-presence={presence} />}
    </span>
  );
}
