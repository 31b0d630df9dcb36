import { describe, expect, test } from 'vitest';
import { type SessionFacts, shownView } from '../../../../../../electron/core/calls/session/session-facts.ts';
import { SessionView } from '../../../../../../protocol/rpc/session-view.ts';
import { ALL_OFF } from '../../../../../../protocol/signaling/shapes.ts';
import { callView } from '../../../../../support/renderer/samples/session-view.ts';
import { referred, transferring } from '../../../../../support/renderer/samples/transfer-view.ts';

/** Facts of every type and state at once. */
const FACTS = {
  ...callView({ escalation: { state: 'joining', by: 'you' }, restarting: true }),
  transfer: transferring('trying').transfer,
  referral: referred('requested').referral,
  referredBy: callView().peer,
  progress: 'ringing',
  expiresAtMs: 1_800_000_030_000,
  local: ALL_OFF,
  ending: { reason: 'hung-up', by: 'them' },
  error: { code: 'MEDIA_FAILED', message: '', context: {} },
} as unknown as SessionFacts;

const TYPES = ['audio-video', 'application-sharing'] as const;
const STATES = ['incoming', 'establishing', 'established', 'terminating', 'terminated'] as const;
const shown = TYPES.flatMap((sessionType) => STATES.map((state) => ({ sessionType, state })));

describe('what a page sees of the facts of a session', () => {
  test.each(shown)('a page accepts $sessionType in $state', ({ sessionType, state }) => {
    const view = shownView({ ...FACTS, sessionType, state });
    expect(SessionView.parse(view)).toMatchObject({ sessionType, state });
  });

  test.each(TYPES)('nothing before a session of type %s begins', (sessionType) => {
    expect(shownView({ ...FACTS, sessionType, state: 'idle' })).toBeUndefined();
  });
});
