/** W3C Network Information: not everywhere, and `type` not on every system. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/** What {@link watchNetwork} needs of the browser. */
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
 * Tells when this machine has got another network, so that media looks for new paths at once (SPEC SES-1, RFC 8445 §2.4).
 * Chromium reports a change of `connection` also when it has merely measured anew: only another type counts.
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
