import { AudioLines, Hand, Mic, MicOff, ScreenShare, Video, VideoOff } from 'lucide';
import type { Participant } from '../../../../protocol/conferences/conference.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import { conferenceText, inConferenceText } from '../../../i18n/en-conferences.ts';
import { useAppState } from '../../store-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon, type IconNode } from '../../ui/icon.tsx';
import { ParticipantMenu } from './participant-menu.tsx';

const words = inConferenceText.participant;

interface ParticipantRowProps {
  readonly stay: StayView;
  readonly participant: Participant;
  /** Place of a raised hand in the order of raising, from 1; undefined for a lowered hand. */
  readonly handPlace: number | undefined;
}

/** A participant: role, status, media status, speaking, raised hand (SPEC CONF-3). */
export function ParticipantRow({ stay, participant, handPlace }: ParticipantRowProps) {
  const { speakers } = useAppState();
  const { id, displayName, role, status } = participant;
  const isOwn = id === stay.participantId;
  const isSpeaking = speakers?.speaking.includes(id) ?? false;
  const roleWords = conferenceText.roles[role];
  return (
    <li
      class="row"
      data-testid="participant-row"
      data-participant={id}
      data-role={role}
      data-status={status}
      data-speaking={isSpeaking}
    >
      <Avatar name={displayName} size="s" />
      <div class="row-words">
        <span>{isOwn ? conferenceText.you(displayName) : displayName}</span>
        <span class="soft small">
          {status === 'connected' ? roleWords : `${roleWords} · ${conferenceText.statuses[status]}`}
        </span>
      </div>
      <span class="row-marks soft">
        {handPlace !== undefined && (
          <span class="hand-mark" data-testid="hand-mark">
            <Icon node={Hand} />
            <span aria-hidden="true">{handPlace}</span>
            <span class="visually-hidden">{words.hand(handPlace)}</span>
          </span>
        )}
        {/* For the own participant the page has newer media status than the roster. */}
        <MediaMarks media={isOwn ? stay.local : participant.media} isSpeaking={isSpeaking} />
      </span>
      <ParticipantMenu stay={stay} participant={participant} />
    </li>
  );
}

function MediaMarks({ media, isSpeaking }: { media: MediaStatus; isSpeaking: boolean }) {
  const isHeard = media.microphone === 'on';
  return (
    <>
      {media.screen === 'on' && <Mark icon={ScreenShare} words={words.sharing} />}
      {isSpeaking ? (
        <Mark icon={AudioLines} words={words.speaking} />
      ) : (
        <Mark icon={isHeard ? Mic : MicOff} words={words.microphone[media.microphone]} />
      )}
      <Mark icon={media.camera === 'on' ? Video : VideoOff} words={words.camera[media.camera]} />
    </>
  );
}

function Mark({ icon, words }: { icon: IconNode; words: string }) {
  return (
    <span title={words}>
      <Icon node={icon} />
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
