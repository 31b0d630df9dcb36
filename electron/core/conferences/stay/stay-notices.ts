import type { Source } from '../../../../protocol/media.ts';
import type { Notice, NoticeData, NoticeName } from '../../../../protocol/signaling/notices.ts';
import type { Identity } from '../../../../protocol/signaling/shapes.ts';
import type { StayChat } from './stay-chat.ts';
import type { StayMedia } from './stay-media.ts';
import type { StayRoom } from './stay-room.ts';

/** The parts of a stay that handle notices. */
export interface StayListeners {
  room: StayRoom;
  media: StayMedia;
  chat: StayChat;
  /** Another person has stopped our user's sources; an alert says who. */
  stopped(source: Source, by: Identity): void;
}

type Listeners = { [Name in NoticeName]?: (to: StayListeners, data: NoticeData<Name>) => void };

/** Handlers for the notices about a conference that our user is in. */
const LISTENERS: Listeners = {
  'participant-changed': ({ room }, { participant }) => room.participantChanged(participant),
  'participant-left': ({ room }, { participantId }) => room.participantLeft(participantId),
  'conference-changed': ({ room }, { conference }) => room.conferenceChanged(conference),
  'passcode-guessed': ({ room }, { wrong }) => room.passcodeGuessed(wrong),
  'unmute-asked': ({ room }, { by }) => room.unmuteAsked(by),
  'speakers-changed': ({ room }, { speakers }) => room.speakersChanged(speakers),
  'chat-received': ({ chat }, { message }) => chat.received(message),
  'source-stopped': ({ stopped }, { source, by }) => stopped(source, by),
  'reaction-received': ({ media }, data) => media.whenCarried((page) => page.order('show-reaction', data)),
  'consumer-added': ({ media }, data) => media.whenCarried((page) => page.order('sfu-consume', data)),
  'consumer-closed': ({ media }, data) => media.whenCarried((page) => page.order('sfu-close-consumer', data)),
  'key-frame-wanted': ({ media }, data) =>
    media.whenCarried((page) => page.order('sfu-make-key-frame', data)),
  'layers-wanted': ({ media }, data) => media.whenCarried((page) => page.order('sfu-layers-wanted', data)),
};

/** Passes a notice about the conference to the part of the stay that handles it. */
export function takeInside(to: StayListeners, { name, data }: Notice): void {
  LISTENERS[name]?.(to, data as never);
}
