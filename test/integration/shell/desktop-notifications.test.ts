import { Message, type MessageBus, sessionBus, Variant } from '@jellybrick/dbus-next';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RingingInvitation, ShellStatus } from '../../../electron/core/ports.ts';
import { systemClock } from '../../../electron/shell/environment.ts';
import { LinuxDesktop } from '../../../electron/shell/linux/linux-desktop.ts';
import { sessionBusAddress } from '../../../electron/shell/linux/session-bus.ts';
import type { InvitationId } from '../../../protocol/ids.ts';
import { ClientWorld } from '../../support/core/client-world.ts';
import {
  NotificationDaemon,
  type NotificationDaemonOptions,
} from '../../support/desktop/notification-daemon.ts';
import { settled } from '../../support/fake-clock.ts';
import { sessionsIn } from '../../support/session-facts.ts';
import { until } from '../../support/until.ts';

/** Only Linux desktops have a session bus. */
const onLinux = describe.skipIf(process.platform !== 'linux');
const log = { info: () => {}, warn: () => {} };
const one = 'invitation-0001' as InvitationId;
const two = 'invitation-0002' as InvitationId;

let daemon: NotificationDaemon;
let desktop: LinuxDesktop;
/** The actions that the user's clicks triggered, in order. */
let acted: string[];
let notifiers: string[];

async function start(options?: NotificationDaemonOptions): Promise<void> {
  daemon = await NotificationDaemon.start(options);
  desktop = openDesktop(daemon.address);
  await desktop.start();
}

function openDesktop(address: string | undefined): LinuxDesktop {
  return new LinuxDesktop({
    address,
    clock: systemClock,
    log,
    actions: {
      answer: (invitationId) => acted.push(`answer ${invitationId}`),
      decline: (invitationId) => acted.push(`decline ${invitationId}`),
      open: () => acted.push('open'),
    },
    notifyBy: (notifier) => notifiers.push(notifier),
  });
}

function rings(invitationId: InvitationId, change: Partial<RingingInvitation> = {}): RingingInvitation {
  return { invitationId, displayName: 'Bob', address: 'bob@example.org', kind: 'video', ...change };
}

function show(...ringing: RingingInvitation[]): void {
  desktop.show({ ringing } as unknown as ShellStatus);
}

const clicks = (count: number) =>
  until(
    () => acted,
    (list) => list.length === count,
    { what: 'clicks' },
  );

beforeEach(() => {
  acted = [];
  notifiers = [];
});
afterEach(async () => {
  desktop.close();
  await daemon.stop();
});

onLinux('notifications of invitations through the desktop’s own service', () => {
  beforeEach(() => start());

  test('[NOTE-1] [NOTE-3] an invitation is shown with Accept and Decline, urgent, until it ends', async () => {
    expect(notifiers).toEqual(['desktop']);
    show(rings(one, { subject: 'Budget' }));
    const { shown } = await daemon.next('Notify');
    expect(shown).toMatchObject({
      appName: 'Parley',
      summary: 'Bob',
      body: 'Video call\nbob@example.org\nBudget',
      actions: { default: 'Open Parley', accept: 'Accept', decline: 'Decline' },
      hints: { category: 'call.incoming', urgency: 2, resident: true, 'desktop-entry': 'app.parley.Parley' },
      expireTimeoutMs: 0,
    });
  });

  test('[NOTE-3] Accept and Decline act on the invitation of their notification', async () => {
    show(rings(one), rings(two));
    const first = await daemon.next('Notify');
    const second = await daemon.next('Notify');
    daemon.invoke(second.id, 'accept');
    await clicks(1);
    daemon.invoke(first.id, 'decline');
    expect(await clicks(2)).toEqual([`answer ${two}`, `decline ${one}`]);
  });

  test('[NOTE-2] a click on a notification opens the window, and it stays visible while the invitation rings', async () => {
    show(rings(one));
    const { id } = await daemon.next('Notify');
    daemon.invoke(id, 'default');
    expect(await clicks(1)).toEqual(['open']);
    expect([...daemon.shown.keys()]).toEqual([id]);
  });

  test('[NOTE-2] a notification disappears when its invitation ends, and others stay', async () => {
    show(rings(one), rings(two));
    const first = await daemon.next('Notify');
    const second = await daemon.next('Notify');
    show(rings(two));
    await daemon.closed(first.id);
    expect([...daemon.shown.keys()]).toEqual([second.id]);
    show();
    await daemon.closed(second.id);
    expect(acted).toEqual([]);
  });

  test('[NOTE-2] closing a notification does not decline the invitation, and it is not shown again', async () => {
    show(rings(one));
    const { id } = await daemon.next('Notify');
    daemon.dismiss(id);
    show(rings(one), rings(two));
    const other = await daemon.next('Notify');
    daemon.invoke(other.id, 'default');
    expect(await clicks(1)).toEqual(['open']);
    show();
    await daemon.closed(other.id);
    const calls = daemon.calls.map((call) => ('id' in call ? `${call.name} ${call.id}` : call.name));
    expect(calls.slice(1)).toEqual([`Notify ${id}`, `Notify ${other.id}`, `CloseNotification ${other.id}`]);
  });

  test('[NOTE-2] an invitation that ends immediately leaves no notification', async () => {
    show(rings(one));
    show();
    const { id } = await daemon.next('Notify');
    await daemon.closed(id);
    expect(daemon.shown.size).toBe(0);
  });

  test('[NOTE-2] quitting withdraws all notifications', async () => {
    show(rings(one));
    const { id } = await daemon.next('Notify');
    daemon.invoke(id, 'default');
    await clicks(1);
    desktop.close();
    desktop.close();
    await daemon.closed(id);
  });

  test('[REF-1] the notification of a transferred caller names the person who transferred the call', async () => {
    show(rings(one, { referredBy: 'Carol' }));
    const { shown } = await daemon.next('Notify');
    expect(shown.summary).toBe('Bob, transferred by Carol');
  });

  test('[RES-6] names and subjects are escaped for a service that interprets markup', async () => {
    show(rings(one, { displayName: '<b>Bob</b>', subject: '<a href="http://x">1 & 2</a>' }));
    const { shown } = await daemon.next('Notify');
    expect(shown.summary).toBe('<b>Bob</b>');
    expect(shown.body).toContain('&lt;a href="http://x"&gt;1 &amp; 2&lt;/a&gt;');
  });

  test('[SEC-2] click signals that another program forges are ignored', async () => {
    show(rings(one));
    const { id } = await daemon.next('Notify');
    const stranger = await connect();
    const forged = Message.newSignal(
      '/org/freedesktop/Notifications',
      'org.freedesktop.Notifications',
      'ActionInvoked',
      'us',
      [id, 'accept'],
    );
    stranger.send(forged);
    await stranger.call(ping());
    daemon.invoke(id, 'decline');
    expect(await clicks(1)).toEqual([`decline ${one}`]);
    stranger.disconnect();
  });

  test('[RES-6] clicks on unknown notifications, and unknown actions, do nothing', async () => {
    show(rings(one));
    const { id } = await daemon.next('Notify');
    daemon.invoke(4_000, 'accept');
    daemon.invoke(id, 'explode');
    daemon.invoke(id, 'default');
    expect(await clicks(1)).toEqual(['open']);
  });

  test('[NOTE-1] when the service disappears, the page shows the notifications', async () => {
    await daemon.leaveBus();
    show(rings(one));
    await until(
      () => notifiers,
      (list) => list.length === 2,
      { what: 'the page to show notifications' },
    );
    expect(notifiers).toEqual(['desktop', 'page']);
  });
});

onLinux('desktops without a notification service', () => {
  test('[NOTE-3] if the service has no actions, the page shows its own notifications', async () => {
    await start({ capabilities: ['body'] });
    show(rings(one));
    expect([notifiers, daemon.calls.map(({ name }) => name)]).toEqual([[], ['GetCapabilities']]);
  });

  test('[NOTE-1] without a service, or without a bus, the page shows its own notifications', async () => {
    await start();
    await daemon.leaveBus();
    for (const address of [daemon.address, 'unix:path=/nowhere/bus', undefined]) {
      const other = openDesktop(address);
      await other.start();
      expect(await other.trayShown()).toBe(false);
      other.close();
    }
    expect(notifiers).toEqual(['desktop']);
  });

  test('the bus is at the address in the environment, or at its usual path', () => {
    const nothing = () => false;
    expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=x' }, nothing)).toBe(
      'unix:abstract=x',
    );
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: '/run/user/7' }, () => true)).toBe(
      'unix:path=/run/user/7/bus',
    );
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: '/run/user/7' }, nothing)).toBeUndefined();
    expect(sessionBusAddress({}, () => true)).toBeUndefined();
  });
});

onLinux('the tray of the desktop', () => {
  test.each([true, false])(
    '[NOTE-5] the desktop shows icons if a host is registered: %s',
    async (registered) => {
      await start();
      expect(await desktop.trayShown()).toBe(false);
      const watcher = await connect();
      watcher.addMethodHandler((message) => {
        if (message.member !== 'Get') return false;
        watcher.send(Message.newMethodReturn(message, 'v', [new Variant('b', registered)]));
        return true;
      });
      await watcher.requestName('org.kde.StatusNotifierWatcher');
      expect(await desktop.trayShown()).toBe(registered);
      watcher.disconnect();
    },
  );
});

onLinux('with the core', () => {
  test('[NOTE-3] Decline in the notification declines the call, and the notification disappears', async () => {
    await start();
    const world = new ClientWorld();
    const page = await world.signedInPage();
    desktop.close();
    desktop = new LinuxDesktop({
      address: daemon.address,
      clock: systemClock,
      log,
      actions: {
        answer: (id) => world.client.controls.answer(id),
        decline: (id) => world.client.controls.decline(id),
        open: () => {},
      },
      notifyBy: (notifier) => world.client.notifyBy(notifier),
    });
    await desktop.start();
    await settled();
    expect(page.state.notifier).toBe('desktop');
    await world.bobCalls();
    desktop.show(world.client.status);
    const { id, shown } = await daemon.next('Notify');
    expect(shown.summary).toBe('Bob');
    daemon.invoke(id, 'decline');
    const session = await until(
      () => sessionsIn(world.client.state)[0],
      (view) => view?.state === 'terminated',
      { what: 'declined' },
    );
    expect(session?.ending).toMatchObject({ reason: 'declined', by: 'you' });
    desktop.show(world.client.status);
    await daemon.closed(id);
  });
});

async function connect(): Promise<MessageBus> {
  const bus = sessionBus({ busAddress: daemon.address });
  await bus.call(ping());
  return bus;
}

function ping(): Message {
  return new Message({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'GetId',
  });
}
