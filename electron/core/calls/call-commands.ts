import { ParleyError } from '../../../protocol/errors.ts';
import { checkedHeaders } from '../../../protocol/text/headers.ts';
import type { ConferenceInvitations } from '../conferences/conference-invitations.ts';
import type { Preview } from '../conferences/preview.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { AttachedCommands } from '../ports.ts';
import { personAt } from '../registration/people.ts';
import type { Registration } from '../registration/registration.ts';
import type { AppStore } from '../store.ts';
import type { CallWaiting } from './call-waiting.ts';
import { ConferenceInvitation } from './conference-invitation/conference-invitation.ts';
import type { CallHistory } from './history.ts';
import type { ScreenSharing } from './screen-sharing.ts';
import type { Sessions } from './sessions.ts';

/** The parts that carry out the commands of this file. */
export interface CallCommandParts {
  store: AppStore;
  registration: Registration;
  sessions: Sessions;
  waiting: CallWaiting;
  invitations: ConferenceInvitations;
  preview: Preview;
  sharing: ScreenSharing;
  history: CallHistory;
  conversations: Conversations;
}

const done = {};

/** Commands for calls, shared screens and the call history. */
export function callCommands(owners: CallCommandParts) {
  return { ...invitationCommands(owners), ...ongoingCommands(owners) };
}

function invitationCommands(owners: CallCommandParts) {
  const { store, registration, sessions, waiting, preview } = owners;
  return {
    call: async ({ to, media, subject, conversationId, others }) => {
      if (!registration.registered) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
      const prepare = waiting.prepareForNewCall(others);
      preview.end();
      const continued = conversationId ?? owners.conversations.latestWith(to);
      const sessionId = sessions.begin({
        to: personAt(store.state.people, to),
        media,
        sessionType: 'audio-video',
        subject,
        conversationId: continued,
        prepare,
      });
      return { sessionId };
    },
    accept: async ({ invitationId, media, others }) => {
      const session = sessions.byInvitation(invitationId);
      if (session instanceof ConferenceInvitation) {
        await owners.invitations.accept(session, { media, others });
        return done;
      }
      // Viewing a shared screen needs no device, and takes none from a call.
      if (session.view.sessionType !== 'audio-video') {
        await session.accept({ microphone: false, camera: false });
        return done;
      }
      const prepare = waiting.prepareForNewCall(others);
      preview.end();
      await session.accept(media, prepare);
      return done;
    },
    decline: async ({ invitationId, reason, text, headers }) => {
      const details = { text, headers: headers && checkedHeaders(headers) };
      await sessions.byInvitation(invitationId).decline(reason, details);
      return done;
    },
    'hang-up': async ({ sessionId, headers }) => {
      await sessions.any(sessionId).hangUp('hung-up', headers && checkedHeaders(headers));
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

function ongoingCommands({ store, registration, sessions, history, ...owners }: CallCommandParts) {
  return {
    hold: async ({ sessionId, held }) => {
      await owners.waiting.hold(sessions.find(sessionId), held);
      return done;
    },
    'share-screen': async ({ to, conversationId }) => {
      const sessionId = await owners.sharing.share(personAt(store.state.people, to), conversationId);
      return { sessionId };
    },
    'network-changed': async () => {
      sessions.networkChanged();
      return done;
    },
    'see-history': async () => {
      history.see();
      return done;
    },
    'clear-history': async () => {
      history.clear();
      return done;
    },
    block: async ({ address, blocked }) => {
      await registration.request('block.set', { address, blocked });
      const others = store.state.blocked.filter((one) => one !== address);
      store.update({ blocked: blocked ? [...others, address] : others });
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}
