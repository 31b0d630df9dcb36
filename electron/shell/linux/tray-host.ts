import type { SessionBus } from './session-bus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** Whether this desktop shows status icons now (StatusNotifierItem, "StatusNotifierWatcher"). Never rejects. */
export async function hasTrayHost(bus: SessionBus): Promise<boolean> {
  try {
    const { body } = await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'NameHasOwner',
      signature: 's',
      body: [WATCHER],
    });
    if (body[0] !== true) return false;
    const reply = await bus.call({
      destination: WATCHER,
      path: '/StatusNotifierWatcher',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, 'IsStatusNotifierHostRegistered'],
    });
    return (reply.body[0] as { value?: unknown } | undefined)?.value === true;
  } catch {
    return false;
  }
}
