import type { Address } from '../../../protocol/text/addresses.ts';
import { text } from '../../i18n/en.ts';
import { useAppState, useStore } from '../store-context.ts';

/** People whose calls and messages are refused, with buttons to unblock them (SPEC INV-11). */
export function BlockedList() {
  const { blocked, people } = useAppState();
  const names = new Map(people.map(({ address, displayName }) => [address, displayName]));
  return (
    <section class="choice" aria-labelledby="blocked-title">
      <h3 class="section-title" id="blocked-title">
        {text.settings.blocked}
      </h3>
      {blocked.length === 0 ? (
        <p class="soft">{text.settings.blockedNobody}</p>
      ) : (
        <ul class="rows">
          {blocked.map((address) => (
            <BlockedRow key={address} address={address} name={names.get(address)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function BlockedRow({ address, name }: { address: Address; name: string | undefined }) {
  const { ask } = useStore();
  return (
    <li class="row" data-testid="unblock-row" data-address={address}>
      <div class="row-words">
        {name && <strong>{name}</strong>}
        <span class="soft small">{address}</span>
      </div>
      <button
        type="button"
        class="button"
        aria-label={text.settings.unblockPerson(name ?? address)}
        data-testid="unblock-person"
        onClick={() => void ask('block', { address, blocked: false })}
      >
        {text.settings.unblock}
      </button>
    </li>
  );
}
