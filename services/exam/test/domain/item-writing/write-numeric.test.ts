import { describe, expect, it } from '@jest/globals';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { anItem, aPage } from '../../builders.ts';

const book = `Measures of nature

Sound travels through dry air with a speed of about 343 m/s on a mild day. The highest mountain of the island rises
3,718 metres out of the cold and stormy sea. Pure water begins to boil at 100 °C when it is heated at the coast. The
longest river of the region flows 1 320 km before its water reaches the sea. A grown oak releases many litres of water
on a hot day. Between 10 and 20 kg of grain are sown on each field of the valley. The museum was opened by the mayor
in 1987 after many years of work. The first glass thermometers were made by craftsmen of the town in the 1640s. The old
stone bridge of the town is 1,204.5 metres long and carries many carts.`;
const pages = readPages([aPage(book)]);
const written = () => writeItems({ pages, itemCount: 20, types: ['numeric'], seed: 'seed' }).items;

describe('writeItems for numeric items', () => {
  it('writeItems replaces the only number of a sentence and its unit by a blank', () => {
    const items = written();
    const keys = items.map(({ key, quantity }) => `${key} ${quantity?.unit} ±${quantity?.tolerance ?? 0}`);
    expect(keys.toSorted()).toEqual([
      '100 °C ±0',
      '1204.5 metres ±0',
      '1320 km ±0',
      '343 m/s ±3.43',
      '3718 metres ±0',
    ]);
    for (const item of items) {
      expect(item.stem).toMatch(/^Which number with its unit is missing\? “[^\d]*_____[^\d]*”$/u);
      expect(item.quantity?.decimalSign).toBe('.');
      expect(lintItem(item)).toEqual([]);
      expect(book).toContain(item.source.quote);
    }
  });

  it('writeItems writes equal numeric items for equal requests', () => {
    expect(written()).toEqual(written());
  });

  it('writeItems reads the numbers of a German book with a decimal comma', () => {
    const text = `Der höchste Berg der ganzen Insel ragt 3.718 Meter über den Spiegel des Meeres hinaus. Die Wanderung auf den Gipfel
ist auf dem kürzesten Weg 12,5 Kilometer lang und nicht für alle Menschen geeignet. Das Wasser der Quelle ist auch im
Sommer sehr kalt und wird von den Menschen in der Gegend gerne getrunken. Die Schule liegt unten im Tal bei der alten
Kirche und wird von vielen Kindern aus der ganzen Gegend mit dem Bus besucht.`;
    const { items } = writeItems({
      pages: readPages([aPage(text)]),
      itemCount: 9,
      types: ['numeric'],
      seed: 's',
    });
    expect(items.map(({ key, quantity }) => [key, quantity?.unit, quantity?.decimalSign]).toSorted()).toEqual(
      [
        ['12.5', 'Kilometer', ','],
        ['3718', 'Meter', ','],
      ],
    );
  });
});

describe('createItemJudge for numeric items', () => {
  const judge = createItemJudge({ pages });
  const page = pages[0]?.page;
  const aDraft = (key: string, unit: string, tolerance = 0) => {
    const quote = 'Pure water begins to boil at 100 °C when it is heated at the coast.';
    const start = book.indexOf(quote);
    return anItem({
      type: 'numeric',
      stem: 'At which temperature does pure water boil when it is heated at the coast?',
      key,
      quantity: { unit, tolerance },
      source: {
        documentId: page?.documentId ?? '',
        pageNumber: 1,
        pageLabel: page?.pageLabel ?? '',
        span: { start, end: start + quote.length },
        quote,
      },
    });
  };

  it('the judge accepts a number that the quote states, with a unit of its dimension', () => {
    expect(judge(aDraft('100', '°C'), [])).toEqual([]);
  });

  it.each([
    ['another number', aDraft('99', '°C')],
    ['a unit of another dimension', aDraft('100', 'km')],
    ['an unknown unit', aDraft('100', 'apples')],
    ['no number', aDraft('hot', '°C')],
    ['a tolerance that accepts other facts', aDraft('100', '°C', 50)],
  ])('the judge rejects %s', (_, draft) => {
    expect(judge(draft, [])).toContain('key-unsupported');
  });

  it('the linter reports a stem that states the number of its key', () => {
    expect(
      lintItem({ ...aDraft('100', '°C'), stem: 'Does pure water boil at 100 °C at the coast?' }),
    ).toEqual(['word-repeat']);
  });
});
