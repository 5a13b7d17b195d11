import { proseSentencesOf } from '@ai-teacher/language/prose-sentences.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const textsIn = (text: string) => proseSentencesOf(text).map((sentence) => sentence.text);

describe('proseSentencesOf', () => {
  it('proseSentencesOf keeps headings, list marks and program text apart from prose', () => {
    const text =
      '2.1 Tides\n\nThe sea rises and\nfalls. Twice a day.\n\n>>> print(1)\n1\n\n• It ebbs.\n1. It floods.';
    expect(textsIn(text)).toEqual([
      'Tides',
      'The sea rises and falls.',
      'Twice a day.',
      'It ebbs.',
      'It floods.',
    ]);
  });

  it('proseSentencesOf leaves out rows of tables, and nothing of prose with the same signs', () => {
    const rows = ['Store: Ice caps; Share of all water: 1.74 %', 'Mars; Moons: 2; Day (hours): 24.7'];
    expect(textsIn(`Water is stored.\n${rows.join('\n')}\nIce melts.`)).toEqual([
      'Water is stored.',
      'Ice melts.',
    ]);
    const prose = 'Water has three states: solid; liquid; gas.';
    expect(textsIn(prose)).toEqual([prose]);
    expect(textsIn('Density: mass per volume.')).toEqual(['Density: mass per volume.']);
  });

  it('proseSentencesOf does not end a sentence at an abbreviation or an initial', () => {
    expect(textsIn('Rivers, e.g. the Rhine, meet the sea. See Fig. 3 by J. Smith there.')).toEqual([
      'Rivers, e.g. the Rhine, meet the sea.',
      'See Fig. 3 by J. Smith there.',
    ]);
  });

  it('proseSentencesOf ends a sentence before a glossary entry that begins with a small letter', () => {
    expect(textsIn('value: One unit of data. type: A category of values.')).toEqual([
      'value: One unit of data.',
      'type: A category of values.',
    ]);
  });

  it('proseSentencesOf gives ordered spans that hold the sentences of any text', () => {
    const piece = fc.constantFrom(
      'A b c. ',
      'x: y z. ',
      '\n',
      '\r\n',
      '1. ',
      'e.g. ',
      '🐋! ',
      '“Q?” ',
      '\u2028',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const sentence of proseSentencesOf(text)) {
          expect(sentence.start).toBeGreaterThanOrEqual(end);
          const slice = text.slice(sentence.start, sentence.end);
          expect(slice.replace(/\s+/gu, ' ').trim()).toBe(sentence.text);
          end = sentence.end;
        }
      }),
    );
  });
});
