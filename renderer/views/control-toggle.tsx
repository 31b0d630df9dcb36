import type { ComponentChildren } from 'preact';
import { Icon, type IconNode } from './icon.tsx';

interface ControlToggleProps {
  readonly testId: string;
  /** Its name; it stays, the state is in `aria-pressed`: a name that changes too would say it twice. */
  readonly label: string;
  /** What pressing it does now. */
  readonly title: string;
  readonly icon: IconNode;
  readonly isOn: boolean;
  readonly shortcut?: string;
  readonly isDisabled?: boolean;
  /** ID of what it shows and hides. */
  readonly controls?: string;
  /** Drawn as an alarm when it is off, since others then miss something: microphone and camera. */
  readonly isDevice?: boolean;
  readonly onToggle: () => void;
  readonly children?: ComponentChildren;
}

/** A round button of the controls that is on or off. */
export function ControlToggle(props: ControlToggleProps) {
  const { shortcut, title } = props;
  return (
    <button
      type="button"
      class={`button button-control ${props.isDevice ? 'button-device' : ''}`}
      data-testid={props.testId}
      aria-label={props.label}
      aria-pressed={props.isOn}
      aria-keyshortcuts={shortcut}
      aria-controls={props.controls}
      title={shortcut ? `${title} (${shortcut})` : title}
      disabled={props.isDisabled}
      onClick={props.onToggle}
    >
      <Icon node={props.icon} />
      {props.children}
    </button>
  );
}
