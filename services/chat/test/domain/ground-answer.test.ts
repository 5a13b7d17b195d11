import { standsIn } from '@ai-teacher/language/quotes.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groundAnswer } from '../../src/domain/grounding/ground-answer.ts';
import { aPassage } from '../builders.ts';

const sugar = aPassage();
const roots = aPassage({
  text: 'Roots take up water from the soil. They hold the plant in 2 ways.',
  pageLabel: 'xii',
  pageNumber: 12,
});
const question = 'How do plants live?';

const ground = (answer: string, passages = [sugar, roots]) => {
  const grounded = groundAnswer(question, passages);
  const parts = [...answer].flatMap((character) => grounded.push(character));
  const end = grounded.finish();
  const all = [...parts, ...end.parts];
  return {
    text: all.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(''),
    citations: all.flatMap((part) => (part.kind === 'citation' ? [part.citation] : [])),
    supported: end.supported,
  };
};

describe('groundAnswer on a claim with a quotation', () => {
  it('groundAnswer retains the marker of a quote on the page, across line breaks and typographic quotes', () => {
    const passage = aPassage({ text: 'Leaves are ‘green or-\ngans’ of the\nplant, made of cells.' });
    const { text, citations, supported } = ground(
      'They are the "C4" kind: "\'green organs\' of the plant, made of cells," [1].',
      [passage],
    );
    expect(text).toContain('[1]');
    expect(citations).toHaveLength(1);
    expect(supported).toBe(true);
  });

  it('groundAnswer removes the marker of a quote on no page or on another page', () => {
    for (const [quote, marker] of [
      ['Roots take up gold from the soil', 2],
      ['Roots take up water from the soil', 1],
    ]) {
      const { text, citations, supported } = ground(`We read "${quote}" [${marker}].`);
      expect(text).not.toMatch(/\[\d\]/);
      expect(text).toContain(`"${quote}".`);
      expect(citations).toEqual([]);
      expect(supported).toBe(false);
    }
  });
});

describe('groundAnswer on a claim in other words', () => {
  it('groundAnswer cites the supporting sentence verbatim, under the number of its source', () => {
    const { citations, supported, text } = ground(
      'The roots take water up from the soil [2]. Light is absorbed by green chlorophyll [1].',
    );
    expect(citations.map(({ marker, pageLabel, quote }) => ({ marker, pageLabel, quote }))).toEqual([
      { marker: 2, pageLabel: 'xii', quote: 'Roots take up water from the soil.' },
      { marker: 1, pageLabel: '9', quote: 'Chlorophyll is the green pigment that absorbs light.' },
    ]);
    expect(supported).toBe(true);
    expect(text).toBe(
      'The roots take water up from the soil [2]. Light is absorbed by green chlorophyll [1].',
    );
  });

  it('groundAnswer accepts a claim that repeats the sentence of the source', () => {
    const short = aPassage({ text: 'Photosynthesis produces oxygen. Roots drink.' });
    for (const claim of [
      'Photosynthesis produces oxygen [1].',
      'Roots drink [1].',
      'Oxygen is produced by photosynthesis [1].',
    ]) {
      expect(ground(claim, [short])).toMatchObject({ supported: true, text: claim });
    }
  });

  it('groundAnswer accepts a marker after the full stop', () => {
    expect(ground('Roots take up water from the soil. [2] Chlorophyll absorbs light. [1]')).toMatchObject({
      supported: true,
    });
  });

  it.each([
    ['Khmer', 'ឫសស្រូបទឹកពីដី។', 'ផ្កាមានពណ៌ក្រហម។'],
    ['Burmese', 'အမြစ်များက ရေကို စုပ်ယူသည်။', 'ပန်းများသည် အနီရောင် ရှိသည်။'],
    ['Armenian', 'Արմատները ջուր են կլանում հողից։', 'Ծաղիկները կարմիր են։'],
  ])('groundAnswer gives a source in %s to the sentence before its marker alone', (_, said, other) => {
    const passage = aPassage({ text: said });
    expect(ground(`${said} [1]`, [passage])).toMatchObject({ supported: true });
    expect(ground(`${said} ${other} [1]`, [passage])).toMatchObject({ supported: false, citations: [] });
  });

  it('groundAnswer rejects a source that shares nothing with the claim or has other numbers', () => {
    expect(ground('The French Revolution began in Paris [1].')).toMatchObject({
      citations: [],
      supported: false,
    });
    expect(ground('They hold the plant in 7 ways [2].')).toMatchObject({ citations: [], supported: false });
    expect(ground('They hold the plant in 2 ways [2].')).toMatchObject({ supported: true });
  });

  it('groundAnswer cites a source once when its marker occurs repeatedly', () => {
    const { citations, text } = ground('Roots take up water [2]. From the soil roots take water [2].');
    expect(citations).toHaveLength(1);
    expect(text.match(/\[2\]/g)).toHaveLength(2);
  });
});

describe('groundAnswer on an unsupported answer', () => {
  it('groundAnswer removes a marker without a source and the space before it', () => {
    const { text, supported } = ground('Roots take up water from the soil [2] [9].');
    expect(text).toBe('Roots take up water from the soil [2].');
    expect(supported).toBe(true);
    expect(ground('Roots take up water [9].')).toMatchObject({ supported: false });
  });

  it('groundAnswer reports a paragraph with a claim and without a citation as unsupported', () => {
    const bare = 'Plants have been worshipped for thousands of years in many countries of the world.';
    expect(ground(`Roots take up water from the soil [2].\n\n${bare}`)).toMatchObject({ supported: false });
    expect(ground(`Good question!\n\nRoots take up water from the soil [2].`)).toMatchObject({
      supported: true,
    });
  });

  it('groundAnswer states missing support in the language of the question', () => {
    const grounded = groundAnswer('Wie ist das mit den Wurzeln und der Erde?', [roots]);
    grounded.push('Es ist so und nicht anders, und das ist auch gut so, wie man weiß.');
    const { parts } = grounded.finish();
    expect(JSON.stringify(parts)).toContain('Nicht alles davon steht in deinem Material.');
  });

  it('groundAnswer replaces a refusal, whatever follows it, by its own sentence', () => {
    for (const refusal of [
      'NOT_IN_MATERIAL',
      '  NOT_IN_MATERIAL\n',
      'NOT_IN_MATERIAL. I would guess that it is blue.',
    ]) {
      const { text, supported, citations } = ground(refusal);
      expect(text).toBe(
        'This is not in your material. The nearest pages are: “How Plants Live”, p. 9; “How Plants Live”, p. xii.',
      );
      expect({ supported, citations }).toEqual({ supported: false, citations: [] });
    }
    expect(ground('NOT a refusal: roots take up water from the soil [2].').text).toMatch(/^NOT a refusal/);
  });
});

describe('groundAnswer on any text', () => {
  const parts = fc.constantFrom(
    ...[
      'Roots take up water from the soil',
      ' ',
      '. ',
      '\n\n',
      '[1]',
      '[2]',
      '[9]',
      '“',
      '"',
      'in 7 ways',
      'NOT_IN_',
      'MATERIAL',
      '[x](y)',
    ],
  );
  const written = fc.array(parts, { minLength: 1, maxLength: 25 }).map((some) => some.join(''));

  it('groundAnswer returns the same answer for every division into deltas', () => {
    fc.assert(
      fc.property(written, fc.integer({ min: 1, max: 9 }), (answer, size) => {
        const grounded = groundAnswer(question, [sugar, roots]);
        const said = [];
        for (let from = 0; from < answer.length; from += size)
          said.push(...grounded.push(answer.slice(from, from + size)));
        const { parts: last, supported } = grounded.finish();
        const text = [...said, ...last].flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
        const whole = ground(answer);
        expect({ text, supported }).toEqual({ text: whole.text, supported: whole.supported });
      }),
      { numRuns: 500 },
    );
  });

  it('groundAnswer leaves only markers with a citation, and quotes that are on the cited page', () => {
    fc.assert(
      fc.property(written, (answer) => {
        const { text, citations, supported } = ground(answer);
        const markers = new Set([...text.matchAll(/\[(\d)\]/g)].map((match) => Number(match[1])));
        expect(new Set(citations.map(({ marker }) => marker))).toEqual(markers);
        for (const { marker, quote } of citations)
          expect(standsIn(quote, [sugar, roots][marker - 1]?.text ?? '')).toBe(true);
        if (supported) expect(citations.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
