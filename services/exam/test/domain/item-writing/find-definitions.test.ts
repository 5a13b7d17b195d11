import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { SourcePage } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { findDefinitions } from '../../../src/domain/item-writing/reading/find-definitions.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { aPage } from '../../builders.ts';
import { sentencesOf } from '../../defining-sentences.ts';

const definitionsIn = (...pages: SourcePage[]) => findDefinitions(readPages(pages));
const termsIn = (text: string) => definitionsIn(aPage(text)).map(({ term, meaning }) => [term, meaning]);

describe('findDefinitions in sentences that define a term', () => {
  it.each([
    [
      'A delta is a fan of sediment that builds up at a mouth.',
      'delta',
      'a fan of sediment that builds up at a mouth',
    ],
    [
      'Erosion is the process by which wind wears away land.',
      'erosion',
      'the process by which wind wears away land',
    ],
    [
      'The term “ebb” means the flow of the tide towards the sea.',
      'ebb',
      'the flow of the tide towards the sea',
    ],
    [
      'A stream that flows into a larger one is called a tributary.',
      'tributary',
      'a stream that flows into a larger one',
    ],
    [
      'Isobars are lines that join places of equal pressure.',
      'isobars',
      'lines that join places of equal pressure',
    ],
    [
      'An aquifer (see below) is a layer of rock that holds water.',
      'aquifer',
      'a layer of rock that holds water',
    ],
  ])('findDefinitions finds the term and its meaning in %j', (sentence, term, meaning) => {
    expect(termsIn(sentence)).toEqual([[term, meaning]]);
  });

  it('findDefinitions recognises a glossary by its heading, and by three entries on one page', () => {
    const entry = 'barometer: an instrument that measures pressure.';
    expect(termsIn(entry)).toEqual([]);
    const page = { ...aPage(entry), headings: [{ offset: 0, path: ['Book', 'Glossary'] }] };
    expect(definitionsIn(page).map(({ term }) => term)).toEqual(['barometer']);
    const run =
      'value: One of the basic units of data. token: One of the smallest parts of a program. bug: An error in a program that a person wrote.';
    expect(termsIn(run).map(([term]) => term)).toEqual(['value', 'token', 'bug']);
  });

  it('findDefinitions finds a definition across line breaks and quotes it verbatim', () => {
    const text = 'Heading\n\nA meander is a winding\nbend that forms in slow water.';
    const [definition] = definitionsIn(aPage(text));
    expect(definition?.meaning).toBe('a winding bend that forms in slow water');
    expect(definition?.source.quote).toBe('A meander is a winding\nbend that forms in slow water.');
  });

  it('findDefinitions returns a term in the case that it has inside a sentence, and keeps the capitals of names', () => {
    const text =
      'The Gulf Stream is a warm current that crosses the Atlantic. Permafrost is a soil that stays frozen for years.';
    expect(termsIn(text).map(([term]) => term)).toEqual(['Gulf Stream', 'permafrost']);
  });

  it('findDefinitions keeps one definition per term and document: the clearest, in the chapter of the first', () => {
    const documentId = randomUUID();
    const page = (pageNumber: number, text: string, chapter: string): SourcePage => ({
      ...aPage(text, { documentId, pageNumber }),
      headings: [{ offset: 0, path: [chapter] }],
    });
    const found = definitionsIn(
      page(1, 'The delta is a fan of mud that grows.', 'Rivers'),
      page(2, 'A delta is a fan of sediment that builds up at a mouth.', 'Coasts'),
    );
    expect(found).toMatchObject([
      { term: 'delta', source: { pageNumber: 2 }, chapter: `${documentId}\u0000Rivers` },
    ]);
  });
});

describe('findDefinitions in sentences that only resemble definitions', () => {
  it.each([
    'This is a fan of sediment that builds up.',
    'The first problem is a lack of water in the fields.',
    'A valley is a good place that people like to live in.',
    'The result is a list of numbers that we saw above.',
    'A variable is a variable that varies with the weather.',
    'Here is a map of the rivers that we drew in class.',
    'A delta is what?',
    'It is called a delta.',
    'Anna is the one who asked for more water.',
  ])('findDefinitions ignores %j', (sentence) => {
    expect(termsIn(sentence)).toEqual([]);
  });

  it('findDefinitions ignores the titles of a bibliography', () => {
    const titles = [
      'Compilers: Principles, techniques, and tools, 2006.',
      'Rivers: A History of the Great Streams of Europe.',
      'Glaciers: Their Birth and Death in the Alps.',
      'Dynamo: a system that was shown in Proceedings of a congress.',
    ];
    expect(termsIn(titles.join('\n\n'))).toEqual([]);
  });

  it('findDefinitions ignores a definition that the end of the page cuts off', () => {
    expect(termsIn('Rivers flow. A delta is a fan of sediment that builds up where a')).toEqual([]);
  });
});

describe.each(Object.entries(sentencesOf))(
  'findDefinitions in the language %s',
  (_, { defining, others }) => {
    /** The language is read off all sentences, so each of them stands in the company of the others. */
    const sentences = [...defining.map(([sentence]) => sentence), ...others];
    const found = definitionsIn(aPage(sentences.join(' ')));

    it.each(defining)('findDefinitions finds the term and its meaning in %j', (sentence, term, meaning) => {
      expect(found.find((definition) => definition.sentence === sentence)).toMatchObject({ term, meaning });
    });

    it.each(others)('findDefinitions ignores %j', (sentence) => {
      expect(found.map((definition) => definition.sentence)).not.toContain(sentence);
    });
  },
);
