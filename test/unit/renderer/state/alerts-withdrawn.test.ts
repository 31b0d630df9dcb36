// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import { preloadViews } from '../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../support/renderer/samples/session-view.ts';

const registration = { state: 'registered', address: 'alice@example.org', displayName: 'Alice' };

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const codes = () => page.all('alert').map(({ dataset }) => dataset.code);
async function fails(code: 'CONNECTION_LOST' | 'SESSION_WRONG_STATE' | 'SERVER_INTERNAL'): Promise<void> {
  page.refused.set('hold', new ParleyError(code, ''));
  await page.press('toggle-hold');
  expect(codes()).toEqual([code]);
}

describe('[UI-1] an alert goes when what it says is no longer so', () => {
  test('the connection is back', async () => {
    page.show({ sessions: [callView()], registration: { ...registration, state: 'reconnecting' } });
    await fails('CONNECTION_LOST');
    page.show({ registration });
    expect(codes()).toEqual([]);
  });

  test('the same thing succeeds', async () => {
    page.show({ sessions: [callView()] });
    await fails('SERVER_INTERNAL');
    page.refused.delete('hold');
    await page.press('toggle-hold');
    expect(codes()).toEqual([]);
  });

  test('conferences are set up', async () => {
    page.show({ registration: { ...registration, conferences: { state: 'preparing' } } });
    page.refused.set('create-conference', new ParleyError('CONFERENCES_PREPARING', ''));
    await act(async () => void (await page.store.ask('create-conference', { title: 'Plans' })));
    expect(codes()).toEqual(['CONFERENCES_PREPARING']);
    page.show({ registration: { ...registration, conferences: { state: 'ready' } } });
    expect(codes()).toEqual([]);
  });

  test('the call that it is about is over', async () => {
    page.show({ sessions: [callView()] });
    await fails('SESSION_WRONG_STATE');
    const ending = { reason: 'hung-up', by: 'them' };
    page.show({ sessions: [callView({ state: 'terminated', ending })] });
    expect(codes()).toEqual([]);
  });

  test.each([
    ['the device is on', { sessions: [callView()] }],
    ['the call is over', { sessions: [] }],
  ])('a failed device: %s', (_, change) => {
    const off = { microphone: 'on', camera: 'off', screen: 'off' };
    const error = new ParleyError('MEDIA_DEVICE_MISSING', '', { context: { source: 'camera' } }).toWire();
    page.show({ sessions: [callView({ local: off })], alerts: [{ id: 'alert-1', error }] });
    expect(page.sentAs('dismiss-alert')).toEqual([]);
    page.show(change);
    expect(page.sentAs('dismiss-alert')).toEqual([{ id: 'alert-1' }]);
  });

  test('what is still so stays', async () => {
    page.show({ sessions: [callView()] });
    await fails('SERVER_INTERNAL');
    page.show({ registration, people: [] });
    expect(codes()).toEqual(['SERVER_INTERNAL']);
  });
});
