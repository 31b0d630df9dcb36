import { Check } from 'lucide';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconNode } from './icon.tsx';

/** One item of a menu. */
export interface MenuItem {
  readonly testId: string;
  readonly label: string;
  readonly icon?: IconNode;
  /** The action cannot be undone or affects another person. The style shows it. */
  readonly isDestructive?: boolean;
  /** State of an item that is switched on and off. */
  readonly isOn?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  /** Label of the button and of the menu. */
  readonly label: string;
  readonly icon: IconNode;
  readonly testId: string;
  readonly items: readonly MenuItem[];
  readonly isDisabled?: boolean;
  /** CSS classes of the button, instead of those of a quiet button. */
  readonly class?: string;
}

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * A button that opens a menu (WAI-ARIA menu button). Arrows, Home, End and first letters move the focus in it; Escape
 * and Tab close it. The focus returns to the button before the chosen action runs.
 */
export function Menu({ label, icon, testId, items, isDisabled = false, class: look }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <span
      class="menu-anchor"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class={`button ${look ?? 'button-icon button-quiet'}`}
        title={label}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-testid={testId}
        disabled={isDisabled}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <Icon node={icon} />
      </button>
      {isOpen && !isDisabled && (
        <MenuList id={id} label={label} items={items} button={button} onClose={close} />
      )}
    </span>
  );
}

interface MenuListProps {
  readonly id: string;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly button: { readonly current: HTMLButtonElement | null };
  readonly onClose: () => void;
}

function MenuList({ id, label, items, button, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // In the top layer, so that no scrolling list clips the menu. The button is its anchor.
    list.current?.showPopover({ source: button.current ?? undefined });
    focusAt(list.current, 0);
  }, [button]);
  const onKeyDown = (event: KeyboardEvent) => {
    const entries = entriesOf(list.current);
    const index = entries.findIndex((entry) => entry.matches(':focus'));
    const next = STEPS[event.key]?.(index, entries.length) ?? byLetter(entries, index, event);
    const isClosing = event.key === 'Escape' || event.key === 'Tab';
    if (next === undefined && !isClosing) return;
    // Otherwise elements below the menu would handle the key, too.
    event.stopPropagation();
    event.preventDefault();
    if (next === undefined) onClose();
    else focusAt(list.current, next);
  };
  return (
    <div
      ref={list}
      id={id}
      class="menu"
      role="menu"
      popover="manual"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <MenuEntry key={item.testId} item={item} onClose={onClose} />
      ))}
    </div>
  );
}

function MenuEntry({ item, onClose }: { item: MenuItem; onClose: () => void }) {
  const { isOn, icon } = item;
  return (
    <button
      type="button"
      class="menu-item"
      {...(isOn === undefined
        ? { role: 'menuitem' as const }
        : { role: 'menuitemcheckbox' as const, 'aria-checked': isOn })}
      tabIndex={-1}
      data-destructive={item.isDestructive ?? false}
      data-testid={item.testId}
      onClick={() => {
        onClose();
        item.onSelect();
      }}
    >
      {icon && <Icon node={icon} />}
      <span class="menu-item-words">{item.label}</span>
      {isOn && <Icon node={Check} />}
    </button>
  );
}

function entriesOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}

function focusAt(list: HTMLElement | null, index: number): void {
  entriesOf(list)[index]?.focus();
}

/** The next entry that begins with the typed letter. */
function byLetter(entries: readonly HTMLElement[], index: number, event: KeyboardEvent): number | undefined {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey)
    return undefined;
  const letter = event.key.toLowerCase();
  const order = entries.map((_, step) => (index + 1 + step) % entries.length);
  return order.find((each) => entries[each]?.textContent?.toLowerCase().startsWith(letter));
}
