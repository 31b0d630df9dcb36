import type { Settings } from '../../protocol/local/settings.ts';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { ShellPort } from './ports.ts';

/** The state of a client that has just started: no call, no stay. */
export function firstState(
  { shell, version }: { shell: ShellPort['kind']; version: string },
  settings: Settings,
): AppState {
  return {
    version,
    shell,
    settings,
    registration: { state: 'signed-out' },
    people: [],
    sessions: [],
    blocked: [],
    conversations: [],
    threads: [],
    history: [],
    stay: null,
    speakers: null,
    chat: null,
    preview: null,
    ledger: { held: [], receipts: [] },
    alerts: [],
    offeredLink: null,
    screenPicker: null,
    notifier: 'page',
  };
}
