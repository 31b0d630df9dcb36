import { ParleyError } from '../../protocol/errors.ts';
import { type CallCommandParts, callCommands } from './calls/call-commands.ts';
import type { Sessions } from './calls/sessions.ts';
import { type ConferenceCommandParts, conferenceCommands } from './conferences/conference-commands.ts';
import type { Conferences } from './conferences/conferences.ts';
import type { Alerts } from './desktop/alerts.ts';
import { type ShellCommandParts, shellCommands } from './desktop/shell-commands.ts';
import type { Leases } from './devices/leases.ts';
import { type EscalationCommandParts, escalationCommands } from './escalation/escalation-commands.ts';
import { type MessageCommandParts, messageCommands } from './messages/message-commands.ts';
import type { AttachedCommands } from './ports.ts';
import type { Registration } from './registration/registration.ts';
import { changedSettings } from './settings/settings.ts';
import type { AppStore } from './store.ts';
import { type TransferCommandParts, transferCommands } from './transfers/transfer-commands.ts';

/** The parts of the core that run commands. */
export interface CommandParts
  extends CallCommandParts,
    ConferenceCommandParts,
    EscalationCommandParts,
    ShellCommandParts,
    MessageCommandParts,
    TransferCommandParts {
  store: AppStore;
  alerts: Alerts;
  registration: Registration;
  sessions: Sessions;
  conferences: Conferences;
  leases: Leases;
  saveSettings(settings: AppStore['state']['settings']): void;
  /** Ends calls and stay, then signs out. */
  signOut(): Promise<void>;
}

const done = {};

/** All commands of a page, each with the function that runs it. */
export function pageCommands(owners: CommandParts): AttachedCommands {
  return {
    ...personalCommands(owners),
    ...callCommands(owners),
    ...conferenceCommands(owners),
    ...mediaCommands(owners),
    ...shellCommands(owners),
    ...messageCommands(owners),
    ...transferCommands(owners),
    ...escalationCommands(owners),
  };
}

function personalCommands({ store, alerts, registration, sessions, conferences, ...owners }: CommandParts) {
  return {
    'sign-in': async ({ displayName }) => {
      await registration.signIn(displayName);
      owners.saveSettings(changedSettings(store.state.settings, { displayName }));
      return done;
    },
    'sign-out': async () => {
      await owners.signOut();
      return done;
    },
    'change-settings': async (change) => {
      owners.saveSettings(changedSettings(store.state.settings, change));
      return done;
    },
    'dismiss-alert': async ({ id }) => {
      alerts.dismiss(id);
      return done;
    },
    'dismiss-ended': async ({ carriageId }) => {
      if (conferences.isStay(carriageId)) conferences.dismiss();
      else sessions.dismiss(carriageId as never);
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

function mediaCommands({ sessions, conferences, leases, sharing }: CommandParts) {
  return {
    'set-source': async ({ leaseId, source, on, wish }) => {
      const isOver = !on && sharing.stopped(leaseId, source) && !leases.has(leaseId);
      if (!isOver) await leases.devices(leaseId).set(source, on, wish);
      return done;
    },
    'hold-track': async (track) => {
      leases.holdTrack(track);
      return done;
    },
    'tracks-ended': async (ended) => {
      leases.tracksEnded(ended);
      return done;
    },
    'source-ended': async ({ leaseId, source, code }) => {
      if (sharing.stopped(leaseId, source) && !leases.has(leaseId)) return done;
      const error = code && new ParleyError(code, `the ${source} went away`, { context: { source } });
      leases.devices(leaseId).sourceEnded(source, error);
      return done;
    },
    'source-opened': async ({ leaseId, source }) => {
      leases.devices(leaseId).sourceOpened(source);
      return done;
    },
    'source-interrupted': async ({ leaseId, source, interrupted }) => {
      leases.devices(leaseId).sourceInterrupted(source, interrupted);
      return done;
    },
    'source-replaced': async ({ leaseId, source }) => {
      leases.devices(leaseId).sourceReplaced(source);
      return done;
    },
    'peer-candidate': async ({ sessionId, candidate }) => {
      sessions.find(sessionId).localCandidate(candidate);
      return done;
    },
    'carriage-state': async ({ carriageId, state }) => {
      if (sessions.has(carriageId)) sessions.find(carriageId as never).carriageState(state);
      else conferences.carriageState(carriageId, state);
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}
