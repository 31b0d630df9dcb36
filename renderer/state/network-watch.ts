/** W3C Network Information: not everywhere, and `type` not on every system. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/** The part of the browser that {@link watchNetwork} uses. */
export interface NetworkPort {
  readonly window: EventTarget;
  readonly connection?: NetworkInformation | undefined;
}

/** The browser's own network. */
export function browserNetwork(): NetworkPort {
  const { connection } = navigator as { connection?: NetworkInformation };
  return { window, connection };
}

/**
 * Reports when this machine has changed networks, so that media looks for new paths at once (SPEC SES-1,
 * RFC 8445 §2.4).
 * Chromium also reports a change of `connection` when it has only measured again, so only a change of type counts.
 */
export function watchNetwork({ window, connection }: NetworkPort, onChanged: () => void): void {
  window.addEventListener('online', onChanged);
  let type = connection?.type;
  connection?.addEventListener('change', () => {
    const before = type;
    type = connection.type;
    if (type !== before && type !== 'none') onChanged();
  });
}
