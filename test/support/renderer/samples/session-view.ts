import type * as z from 'zod';
import { AppState } from '../../../../protocol/rpc/app-state.ts';
import {
  CallView,
  ConferenceInvitationView,
  ScreenShareView,
} from '../../../../protocol/rpc/session-view.ts';

const ON = { microphone: 'on', camera: 'on', screen: 'off' };

const BOBS = {
  id: 'session-0001',
  invitationId: 'invitation-0001',
  conversationId: 'conversation-0001',
  direction: 'outgoing',
  peer: { address: 'bob@example.org', displayName: 'Bob' },
  expiresAtMs: 1_800_000_030_000,
  progress: 'connecting',
  ending: { reason: 'hung-up', by: 'them' },
};

const MEDIA = { leaseId: 'lease-0001', local: ON, remote: ON };

/** The view of this union in the state that a test asks for. */
type InState<View, Change, Default> = Extract<
  View,
  { state: Change extends { state: infer State } ? State : Default }
>;

/** A call with Bob, outgoing and established, with the changes that a test needs. */
export function callView<const Change extends object = object>(
  change?: Change,
): InState<CallView, Change, 'established'> {
  const call = {
    ...BOBS,
    ...MEDIA,
    requested: { microphone: true, camera: true },
    hold: { byUs: false, byThem: false },
    state: 'established',
  };
  return sample(CallView, {
    ...call,
    ...establishedAs(change),
    ...change,
    sessionType: 'audio-video',
  }) as never;
}

/** A screen that our user shares with Bob, established, with the changes that a test needs. */
export function screenShareView<const Change extends object = object>(
  change?: Change,
): InState<ScreenShareView, Change, 'established'> {
  const share = { ...BOBS, ...MEDIA, state: 'established' };
  const sessionType = 'application-sharing';
  return sample(ScreenShareView, { ...share, ...establishedAs(change), ...change, sessionType }) as never;
}

/** An invitation to a conference that Bob sends, with the changes that a test needs. */
export function conferenceInvitationView<const Change extends object = object>(
  change?: Change,
): InState<ConferenceInvitationView, Change, 'incoming'> {
  const invitation = {
    ...BOBS,
    direction: 'incoming',
    state: 'incoming',
    progress: 'inviting',
    conferenceId: 'conference-0001',
    requested: { microphone: true, camera: true },
  };
  return sample(ConferenceInvitationView, { ...invitation, ...change, sessionType: 'conference' }) as never;
}

/** An established session has been so since a fixed time; another state keeps what the test says. */
function establishedAs(change: { state?: string } = {}): object {
  const { state = 'established' } = change;
  return state === 'established' ? { establishedAtMs: 1_800_000_000_000 } : {};
}

/** The facts that belong to the state, in a view of this type. */
function sample<Schema extends typeof CallView | typeof ScreenShareView | typeof ConferenceInvitationView>(
  schema: Schema,
  facts: { state?: string; sessionType: string },
): z.infer<Schema> {
  const inState = schema.options.find(({ shape }) => shape.state.value === facts.state);
  const known = Object.entries(facts).filter(([name]) => inState && name in inState.shape);
  return schema.parse(Object.fromEntries(known)) as z.infer<Schema>;
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
