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
import type { EndpointRequest, Handlers } from './handlers.ts';

type RoomHandlers = Pick<Handlers, ConferenceRequestName | 'conference.media' | 'conference.read-chat'>;
type MediaHandlers = Pick<Handlers, Extract<EndpointRequest, `media.${string}`>>;

/** What those who are in a conference ask of it. */
export function createRoomHandlers(conferences: Conferences): RoomHandlers {
  const room = inRoom(conferences);
  const quiet = quietly(conferences);
  return {
    'conference.mute': quiet(organizer.mute),
    'conference.ask-unmute': quiet(organizer.askUnmute),
    'conference.stop-share': quiet(organizer.stopShare),
    'conference.lower-hand': quiet(organizer.lowerHand),
    'conference.remove': quiet(organizer.remove),
    'conference.readmit': quiet(organizer.readmit),
    'conference.admit': quiet(organizer.admit),
    'conference.change': quiet(organizer.change),
    'conference.set-role': quiet(organizer.setRole),
    'conference.terminate': done((from, data) => conferences.terminate(from, data)),

    'conference.media': quiet(own.setMedia),
    'conference.hand': quiet(own.setHand),
    'conference.react': quiet(own.react),
    'conference.chat': room(own.writeChat),
    'conference.read-chat': room(own.readChat),
  };
}

/** What they ask of the SFU. */
export function createMediaHandlers(conferences: Conferences): MediaHandlers {
  const room = inRoom(conferences);
  const quiet = quietly(conferences);
  return {
    'media.produce': room(produce),
    'media.set-producer-paused': quiet(setProducerPaused),
    'media.close-producer': quiet(closeProducer),
    'media.close-source': quiet(closeSource),
    'media.resume-consumer': quiet(resumeConsumer),
    'media.want': quiet(want),
  };
}

interface OfConference {
  conferenceId: ConferenceId;
}
type Action<Data, Reply> = (conference: Conference, from: Endpoint, data: Data) => Reply;

/** Finds the conference that a request names. */
function inRoom(conferences: Conferences) {
  return <Data extends OfConference, Reply>(action: Action<Data, Reply>) =>
    (from: Endpoint, data: Data): Reply =>
      action(conferences.find(data.conferenceId), from, data);
}

/** The same, for an empty reply. */
function quietly(conferences: Conferences) {
  const room = inRoom(conferences);
  return <Data extends OfConference>(action: Action<Data, void | Promise<void>>) => done(room(action));
}
