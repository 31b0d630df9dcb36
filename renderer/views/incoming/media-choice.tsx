import { Mic, MicOff, Video, VideoOff } from 'lucide';
import type { RequestedMedia } from '../../../protocol/media.ts';
import { text } from '../../i18n/en.ts';
import { Icon } from '../ui/icon.tsx';

interface MediaChoiceProps {
  readonly media: RequestedMedia;
  readonly onChange: (media: RequestedMedia) => void;
}

const SWITCHES = [
  { source: 'microphone', on: Mic, off: MicOff, label: text.devices.microphone },
  { source: 'camera', on: Video, off: VideoOff, label: text.devices.camera },
] as const;

/** Switches for microphone and camera. */
export function MediaChoice({ media, onChange }: MediaChoiceProps) {
  return (
    <div class="media-choice">
      {SWITCHES.map(({ source, on, off, label }) => (
        <label key={source} class="switch">
          <Icon node={media[source] ? on : off} />
          <span>{label}</span>
          <input
            type="checkbox"
            class="switch-input"
            data-testid={`choose-${source}`}
            checked={media[source]}
            onChange={(event) => onChange({ ...media, [source]: event.currentTarget.checked })}
          />
        </label>
      ))}
    </div>
  );
}
