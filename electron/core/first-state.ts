import type { Settings } from '../../protocol/local/settings.ts';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { ShellPort } from './ports.ts';

/** What a page shows of a client that has just started: nothing goes on. */
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
