import { describe, expect, it } from '@jest/globals';
import type { ItemDraft } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import {
  orderedOptionsOf,
  orderedTextsOf,
} from '../../../src/domain/item-writing/sequences/ordered-options.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { aPage } from '../../builders.ts';

const steps = `Measuring rain

Rain is measured at every station of the country in the same way. To empty the gauge, the observer follows these steps:

1. Lift the funnel off the outer can. Do not spill any of the water.

2. Pour the water into the measuring glass.

3. Read the scale at the bottom of the curved surface; hold the glass upright.

The observer then writes the value into the book of the station.`;
const told = `The cycle

First, the sun warms the surface of the sea. Then water vapour rises into the air. Next, the vapour condenses on tiny grains of dust. Finally, the drops fall as rain on the hills.`;
const events = `History of the barometer

In 1844 Lucien Vidi built a barometer without any liquid. The weather glass became a common piece of furniture in rich
houses. Evangelista Torricelli filled a long glass tube with heavy mercury in 1643. In 1648 Florin Périer carried such
a tube up the mountain of the Puy de Dôme.`;
const others = `Exercises

Answer the questions of this exercise in the order of the list:

1. Describe the gauge of a station.

2. Explain the reading of the scale.

3. Compare the values of two stations.

Here are some kinds of clouds:

1. Cumulus clouds look like heaps of wool.

2. Stratus clouds cover the whole sky.

3. Cirrus clouds consist of crystals of ice.`;

const write = (text: string): readonly ItemDraft[] =>
  writeItems({ pages: readPages([aPage(text)]), itemCount: 5, types: ['ordering'], seed: 'seed' }).items;

describe('writeItems for ordering items', () => {
  it('writeItems takes the first sentences of numbered steps under a lead-in that announces an order', () => {
    const [item, ...more] = write(steps);
    expect(more).toEqual([]);
    expect(item?.stem).toBe(
      'Put these steps in the correct order. “To empty the gauge, the observer follows these steps”',
    );
    expect(orderedTextsOf(item as ItemDraft)).toEqual([
      'Lift the funnel off the outer can',
      'Pour the water into the measuring glass',
      'Read the scale at the bottom of the curved surface',
    ]);
    expect(steps).toContain(item?.source.quote);
  });

  it('writeItems uses the steps of a text without the words that reveal their order', () => {
    const [item] = write(told);
    expect(orderedTextsOf(item as ItemDraft)).toEqual([
      'the sun warms the surface of the sea',
      'water vapour rises into the air',
      'the vapour condenses on tiny grains of dust',
      'the drops fall as rain on the hills',
    ]);
  });

  it('writeItems orders dated events by their years and leaves the years out', () => {
    const [item] = write(events);
    expect(item?.stem).toContain('Put these events in order, the earliest first.');
    expect(orderedTextsOf(item as ItemDraft).map((text) => text.split(' ')[0])).toEqual([
      'Evangelista',
      'Florin',
      'Lucien',
    ]);
    for (const { text } of item?.options ?? []) expect(text).not.toMatch(/\d/u);
  });

  it('writeItems makes no order of exercises and of lists that announce none', () => {
    expect(write(others)).toEqual([]);
  });

  it('the ids of the options say nothing about the order', () => {
    for (const text of [steps, told, events]) {
      const [item] = write(text);
      expect(item?.options?.map(({ optionId }) => optionId)).toEqual(
        [...'abcdef'].slice(0, item?.options?.length),
      );
      expect(item?.options?.map((option) => option.text)).toEqual(
        item?.options
          ?.map((option) => option.text)
          .toSorted((left, right) => left.localeCompare(right, 'en')),
      );
    }
  });
});

describe('createItemJudge for ordering items', () => {
  const judgeSteps = (texts: readonly string[]): readonly string[] => {
    const pages = readPages([aPage(steps)]);
    const [item] = writeItems({ pages, itemCount: 1, types: ['ordering'], seed: 'seed' }).items;
    return createItemJudge({ pages })({ ...(item as ItemDraft), ...orderedOptionsOf(texts) }, []);
  };
  const [first, second, third] = [
    'Lift the funnel off the outer can',
    'Pour the water into the measuring glass',
    'Read the scale at the bottom of the curved surface',
  ];

  it('the judge accepts the order of the quote and rejects every other order or text', () => {
    expect(judgeSteps([first, second, third])).toEqual([]);
    for (const texts of [
      [second, first, third],
      [first, third, second],
      [first, second],
      [first, second, 'Throw the water away'],
    ])
      expect(judgeSteps(texts)).toContain('key-unsupported');
  });

  it('the judge rejects an ordering item of the same subject as an earlier one', () => {
    const pages = readPages([aPage(steps)]);
    const [item] = writeItems({ pages, itemCount: 1, types: ['ordering'], seed: 'seed' }).items;
    const stem = item?.stem ?? '';
    expect(createItemJudge({ pages, earlierStems: [stem] })(item as ItemDraft, [])).toEqual([
      'near-duplicate',
    ]);
  });
});
