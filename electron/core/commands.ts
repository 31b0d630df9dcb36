import { ParleyError } from '../../protocol/errors.ts';
import type { Alerts } from './alerts.ts';
import type { AppStore } from './app-store.ts';
import type { Conferences } from './conferences.ts';
import type { Leases } from './leases.ts';
import { type MessageCommandOwners, messageCommands } from './messages/message-commands.ts';
import type { AttachedCommands } from './ports.ts';
import type { Registration } from './registration.ts';
import { provisionalIdentity, type Sessions } from './sessions.ts';
import { changedSettings } from './settings.ts';
import { type ShellCommandOwners, shellCommands } from './shell-commands.ts';

/** Who carries the commands out. */
export interface CommandOwners extends ShellCommandOwners, MessageCommandOwners {
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

/** Every command of a page, as the part of the core that carries it out. */
export function pageCommands(owners: CommandOwners): AttachedCommands {
  return {
    ...notYetCommands(),
    ...personalCommands(owners),
    ...callCommands(owners),
    ...mediaCommands(owners),
    ...shellCommands(owners),
    ...messageCommands(owners),
  };
}

function notYetCommands() {
  const notYet = async (): Promise<never> => {
    throw new ParleyError('STATE_ILLEGAL', 'not built yet');
  };
  return {
    hold: notYet,
    'share-screen': notYet,
    'see-history': notYet,
    'clear-history': notYet,
    block: notYet,
    'network-changed': notYet,
  } satisfies Partial<AttachedCommands>;
}

function personalCommands({ store, alerts, registration, sessions, conferences, ...owners }: CommandOwners) {
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

function callCommands({ store, registration, sessions, conferences }: CommandOwners) {
  /** Until there is call waiting, one thing at a time holds the microphone. */
  const checkFree = () => {
    if (sessions.live || conferences.staying) {
      throw new ParleyError('SESSION_WRONG_STATE', 'already in a call or a conference');
    }
  };
  return {
    call: async ({ to, media, subject }) => {
      if (!registration.registered) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
      checkFree();
      const person = store.state.people.find(({ address }) => address === to);
      return { sessionId: sessions.call(provisionalIdentity(to, person), media, subject) };
    },
    accept: async ({ invitationId, media }) => {
      const session = sessions.byInvitation(invitationId);
      checkFree();
      await session.accept(media);
      return done;
    },
    decline: async ({ invitationId, reason, text }) => {
      await sessions.byInvitation(invitationId).decline(reason, text);
      return done;
    },
    'hang-up': async ({ sessionId }) => {
      await sessions.find(sessionId).hangUp();
      return done;
    },
    'create-conference': async ({ title }) => {
      const { id, link } = await conferences.create(title);
      return { conferenceId: id, link };
    },
    'join-conference': async ({ link, media }) => {
      if (sessions.live) throw new ParleyError('SESSION_WRONG_STATE', 'already in a call');
      if (store.state.offeredLink === link) store.update({ offeredLink: null });
      return { conferenceId: await conferences.join(link, media) };
    },
    'dismiss-link': async () => {
      store.update({ offeredLink: null });
      return done;
    },
    'leave-conference': async ({ conferenceId }) => {
      await conferences.leave(conferenceId);
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

function mediaCommands({ sessions, conferences, leases }: CommandOwners) {
  return {
    'set-source': async ({ leaseId, source, on }) => {
      await leases.find(leaseId).set(source, on);
      return done;
    },
    'source-ended': async ({ leaseId, source, code }) => {
      const error = code && new ParleyError(code, `the ${source} went away`, { context: { source } });
      leases.find(leaseId).sourceEnded(source, error);
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
    'sfu-produce': (data) => conferences.media('media.produce', data),
    'sfu-set-producer-paused': (data) => conferences.media('media.set-producer-paused', data),
    'sfu-close-producer': (data) => conferences.media('media.close-producer', data),
    'sfu-resume-consumer': (data) => conferences.media('media.resume-consumer', data),
  } satisfies Partial<AttachedCommands>;
}
