import type { ComponentChildren, RefObject } from 'preact';
import type { ShownKeys } from '../settings/shortcuts.ts';
import { Icon, type IconNode } from './icon.tsx';

interface ControlToggleProps {
  readonly testId: string;
  /** Its name; it stays, the state is in `aria-pressed`: a name that changes too would say it twice. */
  readonly label: string;
  /** What pressing it does now. */
  readonly title: string;
  readonly icon: IconNode;
  readonly isOn: boolean;
  /** The keys that do the same now. */
  readonly keys?: ShownKeys;
  readonly isDisabled?: boolean;
  /** ID of what it shows and hides. */
  readonly controls?: string;
  /** Drawn as an alarm when it is off, since others then miss something: microphone and camera. */
  readonly isDevice?: boolean;
  /** It is on, but gives nothing: the system, or a switch at the device, has muted it. */
  readonly isInterrupted?: boolean;
  readonly onToggle: () => void;
  readonly button?: RefObject<HTMLButtonElement | null> | undefined;
  readonly children?: ComponentChildren;
}

/** A round button of the controls that is on or off. */
export function ControlToggle(props: ControlToggleProps) {
  const { keys, title } = props;
  return (
    <button
      ref={props.button}
      type="button"
      class={`button button-control ${props.isDevice ? 'button-device' : ''}`}
      data-testid={props.testId}
      aria-label={props.label}
      aria-pressed={props.isOn && !props.isInterrupted}
      aria-description={props.isInterrupted ? title : undefined}
      data-interrupted={props.isInterrupted || undefined}
      aria-keyshortcuts={keys?.aria}
      aria-controls={props.controls}
      title={`${title}${keys?.hint ?? ''}`}
      disabled={props.isDisabled}
      onClick={props.onToggle}
    >
      <Icon node={props.icon} />
      {props.children}
    </button>
  );
}
