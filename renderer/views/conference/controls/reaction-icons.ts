import { FaceGrinning, Hand, Heart, PartyPopper, ThumbsUp } from 'lucide';
import type { Reaction } from '../../../../protocol/conferences/chat.ts';
import type { IconNode } from '../../ui/icon.tsx';

/** A hand with lines for the sound of clapping. */
const APPLAUSE: IconNode = [
  ...Hand.map(([tag, shape]) => [tag, { ...shape, transform: 'translate(1 5.5) scale(0.76)' }] as const),
  ['path', { d: 'M5 5 3.5 2.5M10.5 3.5V1M16 5l1.5-2.5' }],
];

const SURPRISE: IconNode = [
  ['circle', { cx: 12, cy: 12, r: 10 }],
  ['path', { d: 'M9 9h.01M15 9h.01' }],
  ['circle', { cx: 12, cy: 15.5, r: 2 }],
];

/** Drawn as icons, because not every system has a font with emoji. */
export const REACTION_ICONS: Readonly<Record<Reaction, IconNode>> = {
  'thumbs-up': ThumbsUp,
  heart: Heart,
  applause: APPLAUSE,
  laugh: FaceGrinning,
  surprise: SURPRISE,
  celebrate: PartyPopper,
};
