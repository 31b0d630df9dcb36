import { beforeEach, expect, test, vi } from 'vitest';
import { watchNetwork } from '../../../../renderer/state/network-watch.ts';

class FakeNetwork extends EventTarget {
  type: string | undefined;
}

const onChanged = vi.fn();
let page: EventTarget;
let connection: FakeNetwork;

function becomes(type: string | undefined): void {
  connection.type = type;
  connection.dispatchEvent(new Event('change'));
}

beforeEach(() => {
  onChanged.mockReset();
  page = new EventTarget();
  connection = new FakeNetwork();
  connection.type = 'wifi';
});

test('[SES-1] coming online is another network, also where nothing else is known of it', () => {
  watchNetwork({ window: page }, onChanged);
  page.dispatchEvent(new Event('online'));
  page.dispatchEvent(new Event('offline'));
  expect(onChanged).toHaveBeenCalledTimes(1);
});

test('[SES-1] another type of network is another network, a new measurement of it is not', () => {
  watchNetwork({ window: page, connection }, onChanged);
  becomes('wifi');
  expect(onChanged).not.toHaveBeenCalled();
  becomes('ethernet');
  expect(onChanged).toHaveBeenCalledTimes(1);
  becomes('none');
  expect(onChanged).toHaveBeenCalledTimes(1);
  becomes('wifi');
  expect(onChanged).toHaveBeenCalledTimes(2);
});

test('[SES-1] where the type is not told, measurements are no change', () => {
  connection.type = undefined;
  watchNetwork({ window: page, connection }, onChanged);
  becomes(undefined);
  expect(onChanged).not.toHaveBeenCalled();
});
