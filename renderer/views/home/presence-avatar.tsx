import type { Person } from '../../../protocol/signaling/shapes.ts';
import { Avatar } from '../ui/avatar.tsx';

interface PresenceAvatarProps {
  readonly name: string;
  /** Unknown for somebody who is not in the list of people. */
  readonly presence: Person['presence'] | undefined;
  readonly size?: 's';
}

/** Somebody's picture with a mark of their presence. The mark is only seen: the words stand elsewhere. */
export function PresenceAvatar({ name, presence, size }: PresenceAvatarProps) {
  return (
    <span class="avatar-with-presence">
      <Avatar name={name} {...(size && { size })} />
      {presence && <span class="presence" data-presence={presence} />}
    </span>
  );
}
