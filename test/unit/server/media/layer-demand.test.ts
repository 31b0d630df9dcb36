import { beforeEach, describe, expect, test } from 'vitest';
import type { ConsumerId, ProducerId } from '../../../../protocol/ids.ts';
import { CALM_MS, LayerDemand } from '../../../../server/media/layer-demand.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const camera = 'producer-camera' as ProducerId;
const bob = 'consumer-bob' as ConsumerId;
const carol = 'consumer-carol' as ConsumerId;

let clock: FakeClock;
let told: (number | null)[];
let demand: LayerDemand;

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  demand = new LayerDemand(clock, (producerId, layer) => {
    expect(producerId).toBe(camera);
    told.push(layer);
  });
});

/** A receiver wants a layer or closes its consumer; or time passes, in milliseconds. */
type Step = { who: ConsumerId; wants: number | null | 'closed' } | number;

const bobWants = (wants: number | null | 'closed'): Step => ({ who: bob, wants });
const carolWants = (wants: number | null | 'closed'): Step => ({ who: carol, wants });

function play(steps: readonly Step[]): void {
  for (const step of steps) {
    if (typeof step === 'number') clock.advance(step);
    else if (step.wants === 'closed') demand.consumerClosed(camera, step.who);
    else demand.wants(camera, step.who, step.wants);
  }
}

const CALM = CALM_MS;
const CASES: readonly { name: string; steps: readonly Step[]; told: readonly (number | null)[] }[] = [
  { name: 'without receivers: the lowest, after a while', steps: [CALM], told: [0] },
  { name: 'not before that time is over', steps: [CALM - 1], told: [] },
  { name: 'a receiver joins in time and wants all: no notice', steps: [bobWants(2), CALM], told: [] },
  { name: 'a receiver joins and is paused: none', steps: [bobWants(null), CALM], told: [null] },
  {
    name: 'the highest that a receiver wants',
    steps: [bobWants(0), carolWants(1), CALM],
    told: [1],
  },
  {
    name: 'a paused receiver does not count',
    steps: [bobWants(null), carolWants(0), CALM],
    told: [0],
  },
  {
    name: 'a higher demand is sent immediately',
    steps: [bobWants(0), CALM, carolWants(1), bobWants(2)],
    told: [0, 1, 2],
  },
  { name: 'also from none to the lowest', steps: [bobWants(null), CALM, bobWants(0)], told: [null, 0] },
  {
    name: 'a short lower demand is not sent',
    steps: [bobWants(2), bobWants(null), CALM - 1, bobWants(2), CALM],
    told: [],
  },
  {
    name: 'a lower demand that changes waits again',
    steps: [bobWants(2), bobWants(1), CALM - 1, bobWants(0), CALM - 1],
    told: [],
  },
  {
    name: 'of several steps down only the last one is sent',
    steps: [bobWants(2), bobWants(1), CALM - 1, bobWants(0), CALM],
    told: [0],
  },
  {
    name: 'a higher demand cancels a waiting lower one',
    steps: [bobWants(1), CALM, bobWants(0), 1, bobWants(2), CALM],
    told: [1, 2],
  },
  {
    name: 'the receiver of the highest layer leaves',
    steps: [bobWants(1), carolWants(2), carolWants('closed'), CALM],
    told: [1],
  },
  {
    name: 'the last, paused receiver leaves: the lowest, for the next receiver',
    steps: [bobWants(null), CALM, bobWants('closed')],
    told: [null, 0],
  },
  {
    name: 'a layer above the top one counts as the top one',
    steps: [bobWants(0), CALM, bobWants(5)],
    told: [0, 2],
  },
];

describe('which layers of a camera are wanted', () => {
  test.each(CASES)('[CONF-11] $name', ({ steps, told: expected }) => {
    demand.produced(camera, 2);
    play(steps);
    expect(told).toEqual(expected);
  });

  test('a producer without layers is ignored', () => {
    play([bobWants(null), bobWants(0), CALM, bobWants('closed'), CALM]);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('a closed producer gets no more notices, and its consumers are ignored', () => {
    demand.produced(camera, 2);
    play([bobWants(0)]);
    demand.producerClosed(camera);
    play([CALM, bobWants(2), bobWants('closed')]);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('closing leaves no timer behind', () => {
    demand.produced(camera, 2);
    demand.close();
    demand.close();
    expect(clock.pending).toBe(0);
  });
});
