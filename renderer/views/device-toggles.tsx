import { Mic, MicOff, Video, VideoOff } from 'lucide';
import type { LeaseId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';
import { text } from '../i18n/en.ts';
import { Icon, type IconNode } from './icon.tsx';
import { SHORTCUTS, useShortcuts } from './shortcuts.ts';
import { useStore } from './store-context.ts';

/** Mute and camera, as buttons and as keys. */
export function DeviceToggles({ leaseId, local }: { leaseId: LeaseId; local: MediaStatus }) {
  const { ask } = useStore();
  const isMicrophoneOn = local.microphone === 'on';
  const isCameraOn = local.camera === 'on';
  const toggle = {
    microphone: () => void ask('set-source', { leaseId, source: 'microphone', on: !isMicrophoneOn }),
    camera: () => void ask('set-source', { leaseId, source: 'camera', on: !isCameraOn }),
  };
  useShortcuts({ [SHORTCUTS.microphone]: toggle.microphone, [SHORTCUTS.camera]: toggle.camera });
  return (
    <>
      <Toggle
        source="microphone"
        isOn={isMicrophoneOn}
        icon={isMicrophoneOn ? Mic : MicOff}
        label={isMicrophoneOn ? text.devices.mute : text.devices.unmute}
        onToggle={toggle.microphone}
      />
      <Toggle
        source="camera"
        isOn={isCameraOn}
        icon={isCameraOn ? Video : VideoOff}
        label={isCameraOn ? text.devices.cameraOff : text.devices.cameraOn}
        onToggle={toggle.camera}
      />
    </>
  );
}

interface ToggleProps {
  readonly source: 'microphone' | 'camera';
  readonly isOn: boolean;
  readonly icon: IconNode;
  readonly label: string;
  readonly onToggle: () => void;
}

function Toggle({ source, isOn, icon, label, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      class="button button-control"
      data-testid={`toggle-${source}`}
      // The name stays, the state is in aria-pressed: a name that changes too would say it twice.
      aria-label={text.devices[source]}
      aria-pressed={isOn}
      aria-keyshortcuts={SHORTCUTS[source]}
      title={`${label} (${SHORTCUTS[source]})`}
      onClick={onToggle}
    >
      <Icon node={icon} />
    </button>
  );
}
