// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../support/renderer/samples/session-view.ts';

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const ended = (reason: string, by: string, more: object = {}) =>
  callView({ state: 'terminated', ending: { reason, by }, ...more });

describe('an ended call', () => {
  test.each([
    ['declined', 'them', 'Bob declined the call.'],
    ['busy', 'them', 'Bob is busy.'],
    ['unavailable', 'them', 'Bob is not available right now.'],
    ['not-acceptable-here', 'them', 'Bob can’t take this kind of call.'],
    ['do-not-disturb', 'them', 'Bob has Do not disturb on.'],
    ['expired', 'them', 'Bob didn’t answer.'],
    ['hung-up', 'them', 'Bob hung up.'],
    ['connection-lost', 'them', 'Bob lost connection.'],
    ['not-found', 'server', 'Bob couldn’t be found.'],
    ['forbidden', 'server', 'This call is not allowed.'],
    ['loop-detected', 'server', 'You called yourself.'],
  ])('[INV-6] %s by %s reads “%s %s”', (reason, by, words) => {
    page.show({ sessions: [ended(reason, by)] });
    expect(page.at('ended-card').dataset.reason).toBe(reason);
    expect(page.words('ended-card')).toContain(words);
  });

  test('[INV-4] a declined caller reads the reason and the short message', () => {
    page.show({
      sessions: [ended('busy', 'them', { ending: { reason: 'busy', by: 'them', text: 'At four?' } })],
    });
    expect(page.words('ended-card')).toContain('Bob is busy.They wrote: “At four?”');
  });

  test('[INV-6] the error behind an ending has one text', () => {
    const error = new ParleyError('MEDIA_DEVICE_BUSY', '', { context: { source: 'camera' } }).toWire();
    page.show({ sessions: [ended('device-refused', 'you', { error })] });
    const words = page.words('ended-card');
    expect(words.split('Another program is using your camera.')).toHaveLength(2);
    expect(page.store.alerts.value).toEqual([]);
  });

  test('[SES-4] calling back and writing continue the same conversation', async () => {
    const call = ended('unavailable', 'them');
    page.show({ sessions: [call] });
    await page.press('call-back');
    expect(page.sent.map(({ name }) => name)).toEqual(['dismiss-ended', 'call']);
    expect(page.sentAs('call')).toEqual([
      {
        to: call.peer.address,
        media: { microphone: true, camera: true },
        conversationId: call.conversationId,
      },
    ]);
    await page.press('message-ended');
    const { opened } = page.conversing.navigation;
    expect(opened.value).toMatchObject({ peer: call.peer, conversationId: call.conversationId });
  });

  test.each(['not-found', 'forbidden', 'loop-detected'])(
    '[INV-11] after %s neither calling back nor writing is offered',
    (reason) => {
      page.show({ sessions: [ended(reason, 'server')] });
      expect([page.has('call-back'), page.has('message-ended'), page.has('dismiss-ended')]).toEqual([
        false,
        false,
        true,
      ]);
    },
  );

  test('[INV-6] an ending is a note beside another call, and a card when that call has ended', async () => {
    const other = callView({
      id: 'session-0002',
      peer: { address: 'carol@example.org', displayName: 'Carol' },
    });
    page.show({ sessions: [ended('declined', 'them'), other] });
    expect([page.has('call-view'), page.has('ended-card')]).toEqual([true, false]);
    expect(page.words('ended-note')).toContain('Bob declined the call.');
    page.show({ sessions: [ended('declined', 'them')] });
    expect([page.has('ended-note'), page.has('ended-card')]).toEqual([false, true]);
  });
});
