import type { HeldTrack } from '../../../protocol/local/ledger.ts';
import { receiptText } from '../../i18n/en-receipts.ts';
import { useAppState } from '../store-context.ts';
import { clockWords } from '../ui/behavior/date-format.ts';

/** Number of receipts that are shown. */
const RECEIPTS_SHOWN = 10;

/** Devices that are in use, by whom, and when others were released (SPEC LEASE-1, LEASE-3). */
export function DevicesUsed() {
  const { held, receipts } = useAppState().ledger;
  const devices = heldDevices(held);
  return (
    <section class="choice" aria-labelledby="devices-used" data-testid="devices-used">
      <h3 id="devices-used" class="section-title">
        {receiptText.used}
      </h3>
      {devices.length === 0 && receipts.length === 0 && <p class="soft">{receiptText.usedNone}</p>}
      {devices.length > 0 && (
        <Uses
          title={receiptText.now}
          testId="held-device"
          uses={devices.map(({ trackId, source, holder, heldSinceMs }) => ({
            id: trackId,
            what: receiptText.held(source, clockWords(heldSinceMs)),
            holder: receiptText.holder(holder.purpose, holder.name),
          }))}
        />
      )}
      {receipts.length > 0 && (
        <Uses
          title={receiptText.before}
          testId="latest-receipt"
          uses={receipts.slice(0, RECEIPTS_SHOWN).map(({ id, source, holder, releasedAtMs }) => ({
            id,
            what: receiptText.released(source, clockWords(releasedAtMs)),
            holder: receiptText.holder(holder.purpose, holder.name),
          }))}
        />
      )}
    </section>
  );
}

interface UsesProps {
  readonly title: string;
  readonly testId: string;
  readonly uses: readonly { readonly id: string; readonly what: string; readonly holder: string }[];
}

function Uses({ title, testId, uses }: UsesProps) {
  return (
    <>
      <h4 class="section-title small soft">{title}</h4>
      <ul class="uses">
        {uses.map(({ id, what, holder }) => (
          <li key={id} data-testid={testId}>
            <span>{what}</span>
            <span class="soft small">{holder}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One track for each device and holder: the first one. Its clones are the same device. */
function heldDevices(held: readonly HeldTrack[]): HeldTrack[] {
  const devices = new Map<string, HeldTrack>();
  for (const track of held) {
    const key = `${track.leaseId} ${track.source}`;
    const known = devices.get(key);
    if (!known || track.heldSinceMs < known.heldSinceMs) devices.set(key, track);
  }
  return [...devices.values()];
}
