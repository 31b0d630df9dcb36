import { Mic, MicOff, Video, VideoOff } from 'lucide';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import { text } from '../../i18n/en.ts';
import { useMediaSources } from '../../media/elements/media-context.ts';
import { useShortcuts, useShownKeys } from '../settings/shortcuts.ts';
import { useStore } from '../store-context.ts';
import { ControlToggle } from '../ui/control-toggle.tsx';

/** Buttons and keys for microphone and camera. */
export function DeviceToggles({ leaseId, local }: { leaseId: LeaseId; local: MediaStatus }) {
  const { ask } = useStore();
  // The page turns devices off before main knows of it.
  const turnedOff = useMediaSources().leases.value.get(leaseId)?.turnedOff.value;
  const isMicrophoneOn = local.microphone === 'on' && !turnedOff?.has('microphone');
  const isCameraOn = local.camera === 'on' && !turnedOff?.has('camera');
  const { interrupted = [] } = local;
  const isMicrophoneOut = isMicrophoneOn && interrupted.includes('microphone');
  const isCameraOut = isCameraOn && interrupted.includes('camera');
  const toggle = {
    microphone: () => void ask('set-source', { leaseId, source: 'microphone', on: !isMicrophoneOn }),
    camera: () => void ask('set-source', { leaseId, source: 'camera', on: !isCameraOn }),
  };
  // A letter that was meant for a text field can only mute. To open a device takes a chord or a button (SPEC LEASE-2).
  useShortcuts({
    microphone: { letter: isMicrophoneOn ? toggle.microphone : undefined, chord: toggle.microphone },
    camera: { letter: isCameraOn ? toggle.camera : undefined, chord: toggle.camera },
  });
  const microphoneKeys = useShownKeys('microphone', isMicrophoneOn);
  const cameraKeys = useShownKeys('camera', isCameraOn);
  return (
    <>
      <ControlToggle
        testId="toggle-microphone"
        label={text.devices.microphone}
        title={
          isMicrophoneOut
            ? text.devices.microphoneInterrupted
            : isMicrophoneOn
              ? text.devices.mute
              : text.devices.unmute
        }
        icon={isMicrophoneOn && !isMicrophoneOut ? Mic : MicOff}
        isOn={isMicrophoneOn}
        isInterrupted={isMicrophoneOut}
        keys={microphoneKeys}
        isDevice
        onToggle={toggle.microphone}
      />
      <ControlToggle
        testId="toggle-camera"
        label={text.devices.camera}
        title={
          isCameraOut
            ? text.devices.cameraInterrupted
            : isCameraOn
              ? text.devices.cameraOff
              : text.devices.cameraOn
        }
        icon={isCameraOn && !isCameraOut ? Video : VideoOff}
        isOn={isCameraOn}
        isInterrupted={isCameraOut}
        keys={cameraKeys}
        isDevice
        onToggle={toggle.camera}
      />
    </>
  );
}
