import { Volume2 as Volume } from 'lucide';
import { text } from '../../i18n/en.ts';
import { useMediaSources } from '../../media/elements/media-context.ts';
import { Icon } from '../ui/icon.tsx';

/** Shown only if the browser plays no sound before a user gesture. */
export function SoundButton() {
  const { playback } = useMediaSources();
  if (playback.refused.value.size === 0) return null;
  return (
    <button
      type="button"
      class="button button-primary"
      title={text.devices.soundBlocked}
      onClick={() => void playback.retry()}
    >
      <Icon node={Volume} />
      {text.devices.turnSoundOn}
    </button>
  );
}
