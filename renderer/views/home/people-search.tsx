import { Check, X } from 'lucide';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Person } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import { text } from '../../i18n/en.ts';
import { searchText } from '../../i18n/en-escalation.ts';
import { useAppState } from '../store-context.ts';
import { Icon } from '../ui/icon.tsx';
import { isReachable, peopleNamed } from './people-matching.ts';
import { PersonSummary } from './person-summary.tsx';

interface PeopleSearchProps {
  /** Label of the field: the purpose of the search. */
  readonly label: string;
  /** People who are not listed. The user is never listed. */
  readonly except: readonly Address[];
  readonly chosen: readonly Address[];
  /** Several people can be selected. Choosing a person again deselects them. */
  readonly isMultiple?: boolean;
  /** Text instead of the presence, for a person who can be chosen. */
  readonly wordsOf?: (person: Person) => string | undefined;
  /** Never called with a person who is offline or blocked. */
  readonly onChoose: (person: Person) => void;
}

/**
 * A search for people by name: a field, and the people it finds. The arrow keys move in the list and Enter chooses,
 * while the focus stays in the field (ARIA combobox with a list box that is always visible).
 */
export function PeopleSearch(props: PeopleSearchProps) {
  const { label, chosen, isMultiple = false, wordsOf } = props;
  const { listed, found, at, typed, field, choose, onInput, onKeyDown } = useSearch(props);
  const listId = useId();
  const hasFound = found.length > 0;
  return (
    <div class="people-search">
      <label class="field">
        <span class="field-label">{label}</span>
        <input
          ref={field}
          class="input"
          role="combobox"
          data-testid="people-search"
          autocomplete="off"
          placeholder={searchText.placeholder}
          aria-autocomplete="list"
          aria-expanded={hasFound}
          aria-controls={hasFound ? listId : undefined}
          aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
          value={typed}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      {isMultiple && (
        <Chosen people={listed.filter(({ address }) => chosen.includes(address))} onRemove={choose} />
      )}
      <FoundCount found={found.length} listed={listed.length} />
      {hasFound && (
        <div
          id={listId}
          class="people-found"
          role="listbox"
          aria-label={label}
          aria-multiselectable={isMultiple}
        >
          {found.map((person, index) => (
            <Found
              key={person.address}
              id={`${listId}-${index}`}
              person={person}
              words={wordsOf?.(person)}
              isPointed={index === at}
              isChosen={chosen.includes(person.address)}
              onChoose={choose}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** The typed text, the people it finds, and the person that the keys point at. */
function useSearch({ except, chosen, onChoose }: PeopleSearchProps) {
  const { people, registration, blocked } = useAppState();
  const [typed, setTyped] = useState('');
  const [pointed, setPointed] = useState<Address | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const hidden = new Set([registration.address, ...except]);
  const listed = people.filter(({ address }) => !hidden.has(address));
  const found = peopleNamed(listed, typed);
  const at = found.findIndex(({ address }) => address === pointed);
  const choose = (person: Person) => {
    // A selected person who went offline can still be deselected.
    if (!isReachable(person, blocked) && !chosen.includes(person.address)) return;
    setTyped('');
    setPointed(null);
    field.current?.focus();
    onChoose(person);
  };
  const onInput = (value: string) => {
    setTyped(value);
    // Enter after typing chooses the first person.
    setPointed(value.trim() === '' ? null : (peopleNamed(listed, value)[0]?.address ?? null));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const person = found[at];
    if (step !== 0) setPointed(found[Math.min(Math.max(at + step, 0), found.length - 1)]?.address ?? null);
    // Without a highlighted person, Enter submits the form.
    else if (event.key === 'Enter' && !event.isComposing && person) choose(person);
    else return;
    event.preventDefault();
  };
  return { listed, found, at, typed, field, choose, onInput, onKeyDown };
}

interface FoundProps {
  readonly id: string;
  readonly person: Person;
  readonly words: string | undefined;
  readonly isPointed: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (person: Person) => void;
}

function Found({ id, person, words, isPointed, isChosen, onChoose }: FoundProps) {
  const { blocked } = useAppState();
  const { address, presence } = person;
  const row = useRef<HTMLDivElement>(null);
  const mayBeChosen = isReachable(person, blocked);
  const said = blocked.includes(address) ? searchText.blocked : text.presence[presence];
  useEffect(() => {
    if (isPointed) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isPointed]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
    <div
      ref={row}
      id={id}
      class="row found-person"
      role="option"
      data-testid="found-person"
      data-address={address}
      data-pointed={isPointed}
      aria-selected={isChosen}
      aria-disabled={!mayBeChosen}
      onClick={() => onChoose(person)}
    >
      <PersonSummary person={person} words={(mayBeChosen && words) || said} />
      {isChosen && <Icon node={Check} />}
    </div>
  );
}

/** Selected people stay visible during the next search. */
function Chosen({ people, onRemove }: { people: readonly Person[]; onRemove: (person: Person) => void }) {
  if (people.length === 0) return null;
  return (
    <ul class="chosen-people" aria-label={searchText.chosen}>
      {people.map((person) => (
        <li key={person.address}>
          <button
            type="button"
            class="button button-small"
            data-testid="chosen-person"
            aria-label={searchText.remove(person.displayName)}
            onClick={() => onRemove(person)}
          >
            <span>{person.displayName}</span>
            <Icon node={X} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The number of people found, for screen readers. "No one found" is shown to everyone. */
function FoundCount({ found, listed }: { found: number; listed: number }) {
  const words = listed === 0 ? searchText.nobody : found === 0 ? searchText.none : searchText.found(found);
  return (
    <p class={found === 0 ? 'soft' : 'visually-hidden'} role="status">
      {words}
    </p>
  );
}
