import type { NotificationMessage } from '../notifications/notification-messages.ts';

/** What is used of a `WindowClient`. */
export interface PageClient {
  postMessage(message: unknown): void;
  focus(): Promise<unknown>;
}

/** What is used of `Clients`. */
export interface PageClients {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly PageClient[]>;
}

/** What is used of a `NotificationEvent`. */
export interface Clicked {
  readonly notification: { readonly tag: string; close(): void };
  readonly action: string;
}

/**
 * The user clicked a notification or one of its actions: the pages are told, and do the rest. Only a click on the
 * notification itself brings a window to the front (SPEC NOTE-2).
 */
export async function answerClick({ notification, action }: Clicked, clients: PageClients): Promise<void> {
  notification.close();
  const pages = await tellPages(clients, { kind: 'clicked', tag: notification.tag, action });
  // The one that the user was at last stands first.
  if (action === '') await pages[0]?.focus();
}

/** The user closed a notification. That answers nothing. */
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
