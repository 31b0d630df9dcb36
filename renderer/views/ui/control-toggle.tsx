import type { ComponentChildren, RefObject } from 'preact';
import type { ShownKeys } from '../settings/shortcuts.ts';
import { Icon, type IconNode } from './icon.tsx';

interface ControlToggleProps {
  readonly testId: string;
  /** Accessible name. It stays the same; `aria-pressed` has the state. */
  readonly label: string;
  /** What pressing the button does now. */
  readonly title: string;
  readonly icon: IconNode;
  readonly isOn: boolean;
  /** The keys that do the same now. */
  readonly keys?: ShownKeys;
  readonly isDisabled?: boolean;
  /** ID of the element that the button shows and hides. */
  readonly controls?: string;
  /** A microphone or camera. Its button is highlighted when off, because the others then miss something. */
  readonly isDevice?: boolean;
  /** The device is on, but the system or a switch on the device has muted it. */
  readonly isInterrupted?: boolean;
  readonly onToggle: () => void;
  readonly button?: RefObject<HTMLButtonElement | null> | undefined;
  readonly children?: ComponentChildren;
}

/** A round toggle button of the controls. */
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
