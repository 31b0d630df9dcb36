import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ReferralNotifications } from '../../../../renderer/notifications/notifications-referrals.ts';
import { FakeNotifications } from '../../../support/renderer/fakes/fake-notifications.ts';
import { referred } from '../../../support/renderer/samples/transfer-view.ts';

describe('notifications that ask about a transfer', () => {
  let port: FakeNotifications;
  let notifications: ReferralNotifications;
  const answers = { answerReferral: vi.fn(), showWindow: vi.fn() };
  const asked = referred('requested');

  beforeEach(() => {
    vi.resetAllMocks();
    port = new FakeNotifications();
    notifications = new ReferralNotifications(port, answers);
  });

  function did(kind: 'clicked' | 'closed', action: '' | 'accept' | 'decline' = '', tag = 'refer-0001'): void {
    notifications.handle({ about: 'notification', kind, tag, action });
  }

  test('[REF-1] it is shown once while the user is away from the window, and withdrawn with the question', () => {
    notifications.update([asked], false);
    expect(port.shown).toEqual([]);
    notifications.update([asked], true);
    notifications.update([asked], true);
    expect(port.shown).toHaveLength(1);
    expect(port.titles).toEqual(['Bob wants to transfer you to Carol']);
    notifications.update([], true);
    expect(port.titles).toEqual([]);
  });

  test('[REF-1] its actions answer, a click shows the window; closing it is no answer', () => {
    notifications.update([asked], true);
    did('closed');
    did('clicked', 'accept', 'invitation-0001');
    expect(answers.answerReferral).not.toHaveBeenCalled();
    did('clicked', 'accept');
    did('clicked', 'decline');
    did('clicked');
    expect(answers.answerReferral.mock.calls).toEqual([
      ['refer-0001', true],
      ['refer-0001', false],
    ]);
    expect(answers.showWindow).toHaveBeenCalledOnce();
  });

  test('[REF-1] an obsolete question gets no answer, and nothing is shown without permission', () => {
    port.allowed = false;
    notifications.update([asked], true);
    expect(port.shown).toEqual([]);
    notifications.update([], true);
    did('clicked', 'accept');
    expect(answers.answerReferral).not.toHaveBeenCalled();
  });
});
