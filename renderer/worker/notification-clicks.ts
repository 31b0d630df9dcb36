import type { NotificationMessage } from '../notifications/notification-messages.ts';

/** The part of `WindowClient` that is used. */
export interface PageClient {
  postMessage(message: unknown): void;
  focus(): Promise<unknown>;
}

/** The part of `Clients` that is used. */
export interface PageClients {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly PageClient[]>;
}

/** The part of `NotificationEvent` that is used. */
export interface Clicked {
  readonly notification: { readonly tag: string; close(): void };
  readonly action: string;
}

/**
 * Handles a click on a notification or on one of its actions by informing the pages, which do the rest. Only a click on
 * the notification itself brings a window to the front (SPEC NOTE-2).
 */
export async function answerClick({ notification, action }: Clicked, clients: PageClients): Promise<void> {
  notification.close();
  const pages = await tellPages(clients, { kind: 'clicked', tag: notification.tag, action });
  // The page that had the focus last is the first.
  if (action === '') await pages[0]?.focus();
}

/** Handles that the user closed a notification. Closing answers nothing. */
export async function answerClose(
  { notification }: Omit<Clicked, 'action'>,
  clients: PageClients,
): Promise<void> {
  await tellPages(clients, { kind: 'closed', tag: notification.tag, action: '' });
}

async function tellPages(
  clients: PageClients,
  event: { kind: NotificationMessage['kind']; tag: string; action: string },
): Promise<readonly PageClient[]> {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) page.postMessage({ about: 'notification', ...event });
  return pages;
}
