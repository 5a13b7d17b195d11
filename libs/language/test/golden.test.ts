import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cleanText } from '@ai-teacher/language/clean-text.ts';
import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import {
  functionWordsFor,
  isFunctionWord,
  isLight,
  languageOf,
  spacelessScaffoldingPattern,
} from '@ai-teacher/language/function-words.ts';
import { collectVocabulary, joinLine } from '@ai-teacher/language/hyphenation.ts';
import { countUnseenMarks, withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';
import { proseSentencesOf } from '@ai-teacher/language/prose-sentences.ts';
import { quoted, quotesIn, readable, standsIn } from '@ai-teacher/language/quotes.ts';
import { countWords, isSpaceless, wordRuns } from '@ai-teacher/language/scripts.ts';
import {
  endsSentence,
  quotableSentencesOf,
  sentenceSpansOf,
  type TextSpan,
} from '@ai-teacher/language/sentences.ts';
import { inflectionLikeness, stemOf } from '@ai-teacher/language/stems.ts';
import { allTerms, searchTermsOf } from '@ai-teacher/language/terms.ts';
import {
  contentWordsOf,
  fourGramLikeness,
  holdsTerm,
  onOneLine,
  overlapOf,
  sharesRoot,
  sharesWord,
  termKeyOf,
  wordsOf,
} from '@ai-teacher/language/words.ts';
import { describe, expect, it } from '@jest/globals';

type Recorded = Record<string, string | string[]>;
type Golden = {
  texts: Record<string, string>;
  pages: Record<string, string>;
  pairs: [string, string][];
  words: string[];
  vocabularyLines: string[];
  /**
   * Per function one output per text: a list, a line of short tokens, a line of y and n, or the digest of
   * all.
   */
  ofText: Recorded;
  ofPage: Recorded;
  ofPair: Recorded;
  ofWord: Record<string, string>;
  vocabulary: string;
};

/**
 * Recorded from the functions of rag, chat and exam when each had its own copy; never regenerated from this
 * package.
 */
const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const yesOrNo = (answer: boolean) => (answer ? 'yes' : 'no');
const spansOf = (spans: readonly TextSpan[]) => spans.map(({ start, end }) => `${start}-${end}`).join(' ');
const blankSeparated = (text: string) => text.split(/\s+/u).filter((word) => word !== '');
const thousandths = (share: number) => String(Math.round(1000 * share));
/** An unchanged text is recorded as "=". */
const changed = (change: (text: string) => string) => (text: string) =>
  change(text) === text ? '=' : change(text);

const ofText: Record<string, (text: string) => string> = {
  'scripts wordRuns': (text) =>
    wordRuns(text)
      .map((run) => (run.spaceless ? `~${run.text}` : run.text))
      .join('|'),
  'scripts countWords': (text) => String(countWords(text)),
  'scripts isSpaceless': (text) => yesOrNo(isSpaceless(text)),
  'sentences sentenceSpansOf': (text) => spansOf(sentenceSpansOf(text)),
  'sentences quotableSentencesOf': (text) => {
    const sentences = quotableSentencesOf(text);
    for (const { start, end, text: quote } of sentences) expect(quote).toBe(text.slice(start, end));
    return spansOf(sentences);
  },
  'prose-sentences proseSentencesOf': (text) => {
    const sentences = proseSentencesOf(text);
    for (const { start, end, text: line } of sentences) expect(line).toBe(onOneLine(text.slice(start, end)));
    return spansOf(sentences);
  },
  'sentences endsSentence page': (text) => yesOrNo(endsSentence(text, 'page')),
  'sentences endsSentence line': (text) => yesOrNo(endsSentence(text, 'line')),
  'sentences endsSentence quote': (text) => yesOrNo(endsSentence(text, 'quote')),
  'sentences endsSentence prose': (text) => yesOrNo(endsSentence(text, 'prose')),
  'terms searchTermsOf words': (text) => searchTermsOf(text).words.join('|'),
  'terms searchTermsOf grams': (text) => {
    const { grams } = searchTermsOf(text);
    return `${grams.length} ${digestOf(grams.join('|'))}`;
  },
  'terms allTerms': (text) => {
    const terms = allTerms(text);
    expect(terms.map(({ position }) => position)).toEqual([...terms.keys()]);
    return terms.map(({ key, named }) => (named ? `${key}*` : key)).join('|');
  },
  'words wordsOf': (text) => wordsOf(text).join('|'),
  'words contentWordsOf': (text) => contentWordsOf(text).join('|'),
  'words termKeyOf': (text) => digestOf(termKeyOf(text)),
  'words onOneLine': changed(onOneLine),
  'function-words languageOf': languageOf,
  'function-words functionWordsFor': (text) => {
    const words = blankSeparated(text.toLowerCase());
    const functionWords = functionWordsFor(words);
    return `${functionWords.size} ${words.filter((word) => functionWords.has(word)).length}`;
  },
  'function-words isFunctionWord': (text) => blankSeparated(text).filter(isFunctionWord).join(' '),
  'function-words isLight': (text) => blankSeparated(text).filter(isLight).join(' '),
  'function-words scaffolding': changed((text) => text.replace(spacelessScaffoldingPattern, ' ')),
  'clean-text cleanText': changed(cleanText),
  'invisible-characters prompt': changed((text) => withoutInvisible(text, 'prompt')),
  'invisible-characters stream': changed((text) => withoutInvisible(text, 'stream')),
  'invisible-characters quote': changed((text) => withoutInvisible(text, 'quote')),
  'invisible-characters title': changed((text) => withoutInvisible(text, 'title')),
  'invisible-characters answer': changed((text) => withoutInvisible(text, 'answer')),
  'invisible-characters countUnseenMarks': (text) => String(countUnseenMarks(text)),
  'quotes readable': changed(readable),
  'quotes standsIn itself': (text) => yesOrNo(standsIn(text, text)),
  'quotes quoted': (text) => (quoted(text) === `“${text}”` ? '=' : quoted(text)),
  'quotes quotesIn': (text) => quotesIn(text).join('|'),
};

const vocabulary = collectVocabulary(golden.vocabularyLines);
const ofPair: Record<string, (one: string, other: string) => string> = {
  'words holdsTerm': (one, other) => yesOrNo(holdsTerm(other, one)),
  'words overlapOf': (one, other) => thousandths(overlapOf(one, other)),
  'words sharesWord': (one, other) => yesOrNo(sharesWord(one, other)),
  'words sharesRoot': (one, other) => yesOrNo(sharesRoot(one, other)),
  'words fourGramLikeness': (one, other) => thousandths(fourGramLikeness(one, other)),
  'stems inflectionLikeness': (one, other) => String(inflectionLikeness(one, other)),
  'edit-distance editDistance': (one, other) => String(editDistance(one, other, 4)),
  'quotes standsIn': (one, other) => yesOrNo(standsIn(one, other)),
  'hyphenation joinLine': (one, other) => joinLine(one, other, vocabulary),
};

/** Brings outputs into the form in which they were recorded. */
const asRecorded = (outputs: string[], recorded: string | string[] | undefined) => {
  if (Array.isArray(recorded)) return outputs;
  if (outputs.every((output) => output === 'yes' || output === 'no'))
    return /^[yn]+$/.test(recorded ?? '')
      ? outputs.map((output) => output[0]).join('')
      : digestOf(outputs.join('\n'));
  return recorded?.includes(' ') ? outputs.join(' ') : digestOf(outputs.join('\n'));
};

describe('language gives the outputs that rag, chat and exam had', () => {
  it.each(Object.entries(ofText))('%s gives the recorded outputs for every text', (name, output) => {
    const { texts, ofText: recorded } = golden;
    expect(asRecorded(Object.values(texts).map(output), recorded[name])).toEqual(recorded[name]);
  });

  it.each(Object.entries(ofText))(
    '%s gives the recorded outputs for pages of the textbook',
    (name, output) => {
      const { pages, ofPage: recorded } = golden;
      expect(asRecorded(Object.values(pages).map(output), recorded[name])).toEqual(recorded[name]);
    },
  );

  it.each(Object.entries(ofPair))('%s gives the recorded outputs for every pair', (name, output) => {
    const { pairs, ofPair: recorded } = golden;
    expect(
      asRecorded(
        pairs.map(([one, other]) => output(one, other)),
        recorded[name],
      ),
    ).toEqual(recorded[name]);
  });

  it('stemOf gives the recorded stems, and searchTermsOf the recorded singulars', () => {
    const singulars = golden.words.map((word) => searchTermsOf(word).words[0] ?? '');
    expect(golden.words.map(stemOf).join('|')).toBe(golden.ofWord['stems stemOf']);
    expect(singulars.join('|')).toBe(golden.ofWord['terms searchTermsOf of one word']);
  });

  it('collectVocabulary gives the recorded words', () => {
    expect([...vocabulary].join('|')).toBe(golden.vocabulary);
  });

  it('every recorded function is compared with its record', () => {
    expect(Object.keys(golden.ofText)).toEqual(Object.keys(ofText));
    expect(Object.keys(golden.ofPair)).toEqual(Object.keys(ofPair));
  });
});
