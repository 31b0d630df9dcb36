import { AppState, SessionView } from '../../../../protocol/rpc/app-state.ts';

const ON = { microphone: 'on', camera: 'on', screen: 'off' };

/** An outgoing, established session with Bob, with the changes that a test needs. */
export function sessionView(change: object = {}): SessionView {
  return SessionView.parse({
    id: 'session-0001',
    invitationId: 'invitation-0001',
    conversationId: 'conversation-0001',
    sessionType: 'audio-video',
    leaseId: 'lease-0001',
    direction: 'outgoing',
    peer: { address: 'bob@example.org', displayName: 'Bob' },
    state: 'established',
    requested: { microphone: true, camera: true },
    local: ON,
    remote: ON,
    hold: { byUs: false, byThem: false },
    ...change,
  });
}

/** The state of a signed-in user, with the changes that a test needs. */
export function appState(change: object = {}): AppState {
  return AppState.parse({
    version: '0.0.0',
    shell: 'browser',
    registration: { state: 'registered', address: 'alice@example.org', displayName: 'Alice' },
    people: [],
    sessions: [],
    stay: null,
    speakers: null,
    chat: null,
    preview: null,
    ledger: { held: [], receipts: [] },
    settings: {},
    alerts: [],
    conversations: [],
    threads: [],
    history: [],
    blocked: [],
    screenPicker: null,
    notifier: 'page',
    ...change,
  });
}
