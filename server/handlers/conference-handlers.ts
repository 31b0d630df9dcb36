import type { ConferenceId } from '../../protocol/ids.ts';
import type { ConferenceRequestName } from '../../protocol/signaling/conference-requests.ts';
import type { Conference } from '../conferences/conference.ts';
import {
  closeProducer,
  closeSource,
  produce,
  resumeConsumer,
  setProducerPaused,
  want,
} from '../conferences/conference-media.ts';
import type { Conferences } from '../conferences/conferences.ts';
import * as organizer from '../conferences/organizer-actions.ts';
import * as own from '../conferences/own-actions.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import { done } from './done.ts';
import type { EndpointRequest, Handlers } from './handler-types.ts';

type ParticipantHandlers = Pick<
  Handlers,
  ConferenceRequestName | 'conference.media' | 'conference.read-chat'
>;
type MediaHandlers = Pick<Handlers, Extract<EndpointRequest, `media.${string}`>>;

/** Handlers of requests of participants to their conference. */
export function createParticipantHandlers(conferences: Conferences): ParticipantHandlers {
  const inConference = withConference(conferences);
  const noReply = withoutReply(conferences);
  return {
    'conference.mute': noReply(organizer.mute),
    'conference.ask-unmute': noReply(organizer.askUnmute),
    'conference.stop-share': noReply(organizer.stopShare),
    'conference.lower-hand': noReply(organizer.lowerHand),
    'conference.remove': noReply(organizer.remove),
    'conference.readmit': noReply(organizer.readmit),
    'conference.admit': noReply(organizer.admit),
    'conference.change': noReply(organizer.change),
    'conference.set-role': noReply(organizer.setRole),
    'conference.terminate': done((from, data) => conferences.terminate(from, data)),

    'conference.media': noReply(own.setMedia),
    'conference.hand': noReply(own.setHand),
    'conference.react': noReply(own.react),
    'conference.chat': inConference(own.writeChat),
    'conference.read-chat': inConference(own.readChat),
  };
}

/** Handlers of requests of participants to the SFU. */
export function createMediaHandlers(conferences: Conferences): MediaHandlers {
  const inConference = withConference(conferences);
  const noReply = withoutReply(conferences);
  return {
    'media.produce': inConference(produce),
    'media.set-producer-paused': noReply(setProducerPaused),
    'media.close-producer': noReply(closeProducer),
    'media.close-source': noReply(closeSource),
    'media.resume-consumer': noReply(resumeConsumer),
    'media.want': noReply(want),
  };
}

interface OfConference {
  conferenceId: ConferenceId;
}
type Action<Data, Reply> = (conference: Conference, from: Endpoint, data: Data) => Reply;

/** Finds the conference that a request names. */
function withConference(conferences: Conferences) {
  return <Data extends OfConference, Reply>(action: Action<Data, Reply>) =>
    (from: Endpoint, data: Data): Reply =>
      action(conferences.find(data.conferenceId), from, data);
}

/** The same for an action with an empty reply. */
function withoutReply(conferences: Conferences) {
  const inConference = withConference(conferences);
  return <Data extends OfConference>(action: Action<Data, void | Promise<void>>) =>
    done(inConference(action));
}
