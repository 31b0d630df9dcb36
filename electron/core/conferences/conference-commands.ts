import { ParleyError } from '../../../protocol/errors.ts';
import {
  CONFERENCE_REQUESTS,
  type ConferenceRequestName,
} from '../../../protocol/signaling/conference-requests.ts';
import type { ScreenSharing } from '../calls/screen-sharing.ts';
import type { Sessions } from '../calls/sessions.ts';
import type { AttachedCommands } from '../ports.ts';
import { personAt } from '../registration/people.ts';
import type { Registration } from '../registration/registration.ts';
import type { AppStore } from '../store.ts';
import type { ConferenceInvitations } from './conference-invitations.ts';
import type { Conferences } from './conferences.ts';
import type { Preview } from './preview.ts';

/** The parts that execute the commands of this file. */
export interface ConferenceCommandParts {
  store: AppStore;
  registration: Registration;
  sessions: Sessions;
  conferences: Conferences;
  preview: Preview;
  invitations: ConferenceInvitations;
  sharing: ScreenSharing;
}

const done = {};

/** The page's commands about conferences. */
export function conferenceCommands(owners: ConferenceCommandParts) {
  return {
    ...comingCommands(owners),
    ...previewCommands(owners),
    ...stayCommands(owners),
    ...passedCommands(owners.conferences),
  };
}

function comingCommands({ store, registration, sessions, conferences, invitations }: ConferenceCommandParts) {
  return {
    'create-conference': async ({ title, passcode, waitingRoom }) => {
      const { id, link } = await conferences.create({
        title,
        passcode,
        waitingRoom,
      });
      return { conferenceId: id, link };
    },
    'invite-to-conference': async ({ conferenceId, to }) => {
      if (!registration.registered) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
      return { sessionId: invitations.invite(personAt(store.state.people, to), conferenceId) };
    },
    'join-conference': async ({ link, media, passcode }) => {
      if (sessions.calls.length > 0) throw new ParleyError('SESSION_WRONG_STATE', 'already in a call');
      if (store.state.offeredLink === link) store.update({ offeredLink: null });
      const coming = { media, passcode };
      return { conferenceId: await conferences.join(link, registration.serverUrls, coming) };
    },
    'dismiss-link': async () => {
      store.update({ offeredLink: null });
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

function previewCommands({ registration, sessions, conferences, preview }: ConferenceCommandParts) {
  return {
    'set-preview': async ({ wish, ...media }) => {
      if (!registration.registered) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
      if (sessions.calls.length > 0 || conferences.staying) {
        throw new ParleyError('SESSION_WRONG_STATE', 'already in a call or a conference');
      }
      await preview.set(media, wish);
      return done;
    },
    'end-preview': async () => {
      preview.end();
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

function stayCommands({ conferences, sharing }: ConferenceCommandParts) {
  return {
    'leave-conference': async ({ conferenceId }) => {
      await conferences.leave(conferenceId);
      return done;
    },
    'share-in-conference': async ({ conferenceId }) => ({
      shared: await sharing.shareInConference(conferenceId),
    }),
    'dismiss-unmute': async ({ conferenceId }) => {
      conferences.current(conferenceId).room.dismissUnmute();
      return done;
    },
    'see-chat': async ({ conferenceId }) => {
      conferences.current(conferenceId).chat.see();
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

/** Requests that main forwards unchanged, because the server checks them. */
function passedCommands(conferences: Conferences) {
  const names = Object.keys(CONFERENCE_REQUESTS) as ConferenceRequestName[];
  const pass = (name: ConferenceRequestName) => (data: never) => conferences.pass(name, data);
  const room = Object.fromEntries(names.map((name) => [name, pass(name)]));
  return {
    ...(room as unknown as Pick<AttachedCommands, ConferenceRequestName>),
    'sfu-produce': (data) => conferences.pass('media.produce', data),
    'sfu-set-producer-paused': (data) => conferences.pass('media.set-producer-paused', data),
    'sfu-close-producer': (data) => conferences.pass('media.close-producer', data),
    'sfu-close-source': (data) => conferences.pass('media.close-source', data),
    'sfu-resume-consumer': (data) => conferences.pass('media.resume-consumer', data),
    'sfu-want': (data) => conferences.pass('media.want', data),
  } satisfies Partial<AttachedCommands>;
}
