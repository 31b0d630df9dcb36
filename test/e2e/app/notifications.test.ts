import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findCommand } from '../../../build/files/executables.mjs';
import { signInAtDesktop } from '../../support/desktop/desktop-person.ts';
import { NotificationDaemon, type Shown } from '../../support/desktop/notification-daemon.ts';
import { type Display, startDisplay } from '../../support/program/display.ts';
import { devicesReleased, soundFlows } from '../../support/program/media-flow.ts';
import { captureTracks, untilRinging } from '../../support/program/page-probe.ts';
import { type Person, rowOf } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

const missing = ['dbus-daemon', 'Xvfb'].filter((command) => findCommand(command) === undefined);
const title =
  missing.length === 0
    ? 'notifications on a desktop'
    : `notifications on a desktop (skipped: ${missing.join(' and ')} not on this machine)`;

/** The key that Chromium gave to the action with this label. */
function keyOf({ actions }: Shown, label: string): string {
  return Object.keys(actions).find((key) => actions[key] === label) ?? `no action ${label}`;
}

describe.skipIf(missing.length > 0)(title, () => {
  let display: Display;
  let daemon: NotificationDaemon;
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    [display, daemon, world] = await Promise.all([startDisplay(), NotificationDaemon.start(), openWorld()]);
    alice = await world.signIn('Alice');
    bob = await signInAtDesktop({ env: { ...daemon.env, DISPLAY: display.name }, port: world.port }, 'Bob');
    await rowOf(alice, 'Bob').waitFor();
  });
  afterAll(async () => {
    await bob?.quit();
    await world?.close();
    await daemon?.stop();
    await display?.close();
  });
  afterEach(async () => {
    for (const { at } of [alice, bob]) {
      for (const ended of await at('dismiss-ended').all()) await ended.click();
      await at('home').waitFor();
    }
  });

  /** Alice calls Bob. @returns the notification on his desktop */
  async function ring(): Promise<Shown> {
    const { shown } = await callNotified();
    await bob.at('incoming-card').waitFor();
    return shown;
  }

  async function callNotified() {
    const notified = daemon.next('Notify');
    await rowOf(alice, 'Bob').getByTestId('call-video').click();
    return notified;
  }

  /** Playwright makes every page believe that it has the focus, and no window manager takes the focus away. */
  function setFocused(isFocused: boolean): Promise<void> {
    return bob.page.evaluate((has) => {
      document.hasFocus = () => has;
      window.dispatchEvent(new Event(has ? 'focus' : 'blur'));
    }, isFocused);
  }

  test('[NOTE-1] [NOTE-3] a notification shows the caller and the actions, and stays until the call is answered', async () => {
    const shown = await ring();
    expect(shown).toMatchObject({ summary: 'Alice is calling', expireTimeoutMs: 0 });
    expect(shown.body).toContain('Incoming video call');
    expect(Object.values(shown.actions)).toEqual(expect.arrayContaining(['Accept with video', 'Decline']));
    // Parley plays its own ring tone.
    expect(shown.hints).toMatchObject({ 'suppress-sound': true });
    await untilRinging(bob.page);
    await alice.at('cancel-call').click();
    await daemon.closed(shown.id);
  });

  test('[NOTE-2] the notification is withdrawn when the caller cancels', async () => {
    const { id } = await ring();
    await alice.at('cancel-call').click();
    await daemon.closed(id);
    await bob.at('incoming-card').waitFor({ state: 'detached' });
    expect(daemon.shown.size).toBe(0);
  });

  test.each([
    ['accepted', 'accept-video'],
    ['declined', 'decline'],
  ])('[NOTE-2] the notification is withdrawn when the call is %s in the app', async (answer, button) => {
    const { id } = await ring();
    await bob.at(button).click();
    await daemon.closed(id);
    if (answer === 'accepted') {
      for (const person of [alice, bob]) await person.at('call-view').waitFor();
      await alice.at('hang-up').click();
    }
    const reason = answer === 'accepted' ? 'hung-up' : 'declined';
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe(reason);
    await bob.at('call-view').waitFor({ state: 'detached' });
    expect(daemon.shown.size).toBe(0);
  });

  test('[NOTE-3] Accept in the notification establishes the call', async () => {
    const before = await captureTracks(bob.page);
    const shown = await ring();
    expect(await captureTracks(bob.page)).toEqual(before);
    daemon.invoke(shown.id, keyOf(shown, 'Accept with video'));
    for (const person of [alice, bob]) await person.at('call-view').waitFor();
    await soundFlows(alice.page);
    await soundFlows(bob.page);
    await alice.at('hang-up').click();
    expect(await bob.at('ended-card').getAttribute('data-reason')).toBe('hung-up');
    for (const { page } of [alice, bob]) await devicesReleased(page);
  });

  test('[NOTE-1] the ring tone plays on the chosen device', async () => {
    await bob.at('open-settings').click();
    const choice = bob.at('device-ringer');
    const id = await choice.locator('option').last().getAttribute('value');
    expect(id).toBeTruthy();
    await choice.selectOption(id);
    await bob.page.keyboard.press('Escape');
    await ring();
    await bob.page.waitForFunction((wanted) => {
      const context = window.probe.contexts.at(-1);
      return context?.state === 'running' && Reflect.get(context, 'sinkId') === wanted;
    }, id);
    await bob.at('decline').click();
    await alice.at('ended-card').waitFor();
  });

  test('[NOTE-3] the caller reads that the call was declined in the notification', async () => {
    const before = await captureTracks(bob.page);
    const shown = await ring();
    daemon.invoke(shown.id, keyOf(shown, 'Decline'));
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe('declined');
    await bob.at('incoming-card').waitFor({ state: 'detached' });
    expect(await captureTracks(bob.page)).toEqual(before);
  });

  test('[NOTE-2] closing the notification does not decline the call, and it is not shown again', async () => {
    const shown = await ring();
    const seen = daemon.calls.length;
    const told = await bob.page.evaluateHandle(() => ({
      closed: new Promise<string>((resolve) => {
        const hear = ({ data }: MessageEvent) => resolve(data.kind);
        navigator.serviceWorker.addEventListener('message', hear, { once: true });
      }),
    }));
    daemon.dismiss(shown.id);
    expect(await told.evaluate(({ closed }) => closed)).toBe('closed');
    // If the page had declined, that would have reached the server before this decline with another reason.
    await bob.at('decline-menu').click();
    await bob.page.locator('[data-reason="busy"]').check();
    await bob.at('decline-send').click();
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe('busy');
    expect(daemon.calls.slice(seen).filter(({ name }) => name === 'Notify')).toEqual([]);
  });

  test('[NOTE-1] the notification is shown while the window is minimised', async () => {
    const devtools = await bob.page.context().newCDPSession(bob.page);
    const { windowId } = await devtools.send('Browser.getWindowForTarget');
    await devtools.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'minimized' } });
    const { shown } = await callNotified();
    daemon.invoke(shown.id, keyOf(shown, 'Decline'));
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe('declined');
    await devtools.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
    await devtools.detach();
  });

  test('[NOTE-2] after a reload the page shows the notification again, and the old one is withdrawn', async () => {
    const { id } = await ring();
    const leftover = daemon.next('Notify');
    await bob.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.showNotification('of a page that crashed', { data: { page: 'another' } });
    });
    const old = await leftover;
    const notified = daemon.next('Notify');
    await bob.page.reload();
    await Promise.all([daemon.closed(id), daemon.closed(old.id)]);
    const { shown } = await notified;
    expect([...daemon.shown.values()].map(({ summary }) => summary)).toEqual(['Alice is calling']);
    daemon.invoke(shown.id, keyOf(shown, 'Decline'));
    await alice.at('ended-card').waitFor();
  });

  test('[NOTE-4] missed calls and messages leave one quiet notification and a count, until they are seen', async () => {
    await bob.at('tab-history').click();
    await bob.page.waitForFunction(() => document.title === 'Parley');
    await setFocused(false);

    const call = await callNotified();
    await alice.at('cancel-call').click();
    await daemon.closed(call.id);
    const missed = await daemon.next('Notify');
    expect(missed.shown).toMatchObject({ summary: '1 missed call', hints: { 'suppress-sound': true } });
    await alice.at('dismiss-ended').click();
    await rowOf(alice, 'Bob').getByTestId('open-message').click();
    await alice.at('composer').fill('Call me back');
    await alice.at('send-message').click();
    const both = await daemon.next('Notify');
    expect(both.shown.summary).toBe('1 missed call, 1 unread message');
    expect(JSON.stringify(both.shown)).not.toContain('Call me back');
    expect([...daemon.shown.values()].map(({ summary }) => summary)).toEqual([both.shown.summary]);
    expect(await bob.page.title()).toBe('(2) Parley');

    await setFocused(true);
    await daemon.closed(both.id);
    await alice.at('conversation-back').click();
  });

  test('[NOTE-5] closing the window asks for confirmation only during a call', async () => {
    const shown = await ring();
    await bob.at('accept-video').click();
    await daemon.closed(shown.id);
    const asked = bob.page.waitForEvent('dialog');
    await bob.page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await bob.at('hang-up').click();
    await bob.at('dismiss-ended').click();
    const dialogs: string[] = [];
    bob.page.on('dialog', (unexpected) => dialogs.push(unexpected.type()));
    await bob.page.reload();
    await bob.at('home').waitFor();
    expect(dialogs).toEqual([]);
  });
});
