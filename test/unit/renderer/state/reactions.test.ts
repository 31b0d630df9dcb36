import { describe, expect, test } from 'vitest';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import { REACTION_SHOWN_MS, Reactions } from '../../../../renderer/state/reactions.ts';

const [bob, carol] = ['participant-bob', 'participant-carol'] as ParticipantId[] as [
  ParticipantId,
  ParticipantId,
];

describe('[CONF-11] reactions', () => {
  const later: (() => void)[] = [];
  const shown = (reactions: Reactions) =>
    reactions.shown.value.map(({ participantId, reaction }) => [participantId, reaction]);

  test('are shown for some seconds, the latest of each participant', () => {
    const delays: number[] = [];
    const reactions = new Reactions((action, delayMs) => {
      later.push(action);
      delays.push(delayMs);
    });
    reactions.show(bob, 'heart');
    reactions.show(carol, 'laugh');
    reactions.show(bob, 'applause');
    expect(shown(reactions)).toEqual([
      [carol, 'laugh'],
      [bob, 'applause'],
    ]);
    later[0]?.();
    expect(shown(reactions)).toHaveLength(2);
    later[2]?.();
    expect(shown(reactions)).toEqual([[carol, 'laugh']]);
    later[1]?.();
    expect(shown(reactions)).toEqual([]);
    expect(delays).toEqual([REACTION_SHOWN_MS, REACTION_SHOWN_MS, REACTION_SHOWN_MS]);
  });
});
