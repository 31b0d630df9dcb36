import { Mic, MicOff, Video, VideoOff } from 'lucide';
import type { LeaseId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';
import { text } from '../i18n/en.ts';
import { ControlToggle } from './control-toggle.tsx';
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
      <ControlToggle
        testId="toggle-microphone"
        label={text.devices.microphone}
        title={isMicrophoneOn ? text.devices.mute : text.devices.unmute}
        icon={isMicrophoneOn ? Mic : MicOff}
        isOn={isMicrophoneOn}
        shortcut={SHORTCUTS.microphone}
        isDevice
        onToggle={toggle.microphone}
      />
      <ControlToggle
        testId="toggle-camera"
        label={text.devices.camera}
        title={isCameraOn ? text.devices.cameraOff : text.devices.cameraOn}
        icon={isCameraOn ? Video : VideoOff}
        isOn={isCameraOn}
        shortcut={SHORTCUTS.camera}
        isDevice
        onToggle={toggle.camera}
      />
    </>
  );
}
