import type { ItemDraft, Quantity, ReadPage } from '../drafts/item-draft.ts';
import { type FoundQuantity, findQuantities } from '../quantities/find-quantities.ts';
import { decimalSignOf, keyOfValue } from '../quantities/read-number.ts';
import { sourceOf } from '../reading/find-definitions.ts';
import type { SentenceFinder } from '../reading/sentence-finder.ts';
import { stemIn } from '../stems/stem-of.ts';
import { isSelfContained } from './find-used-terms.ts';
import { placeOf, type UsedTerm } from './write-cloze.ts';

const blank = '_____';
/** A book that states a number only roughly accepts answers within this share of it. */
const roughShare = 0.01;
const roughPattern =
  /(?:\b(?:about|approximately|roughly|around|nearly|almost|some|etwa|ungefähr|rund|circa|environ|aproximadamente|cerca de)|लगभग|约|حوالي)\s*$/iu;

/**
 * Writes numeric items: a sentence of the book without its only number and the unit behind it. Sentences with
 * further numbers are left out, because their blank would have several readings.
 */
export function* writeNumericItems(pages: readonly ReadPage[], finder: SentenceFinder): Generator<ItemDraft> {
  for (const { page, sentences, language } of pages) {
    const decimalSign = decimalSignOf(language);
    for (const sentence of sentences) {
      if (!isSelfContained(sentence.text, language)) continue;
      const [found, ...others] = findQuantities(sentence.text, decimalSign);
      if (found?.unit === undefined || found.likeliest === undefined || others.length > 0) continue;
      const source = sourceOf(page, sentence);
      const item = itemOf(sentence.text, found, { decimalSign, source, language });
      const answer = sentence.text.slice(found.start, found.end);
      if (item !== undefined && finder.leadsOnlyTo(placeOf(source), item.stem, answer)) yield item;
    }
  }
}

const itemOf = (
  sentence: string,
  { start, end, likeliest = 0, unitText }: FoundQuantity,
  { decimalSign, source, language }: Pick<Quantity, 'decimalSign'> & Pick<UsedTerm, 'language' | 'source'>,
): ItemDraft | undefined => {
  const before = sentence.slice(0, start);
  const after = sentence.slice(end);
  // A further digit is part of a name or a label, such as CO2, that the reading of numbers left out.
  if (/\p{Nd}/u.test(before + after)) return undefined;
  const stem = stemIn(language, 'missingNumber', { sentence: `${before}${blank}${after}` });
  if (stem === undefined) return undefined;
  const isRough = roughPattern.test(before);
  return {
    type: 'numeric',
    stem,
    points: 1,
    key: keyOfValue(likeliest),
    quantity: {
      unit: unitText,
      ...(isRough ? { tolerance: Number((Math.abs(likeliest) * roughShare).toPrecision(3)) } : {}),
      ...(decimalSign === undefined ? {} : { decimalSign }),
    },
    confusable: [],
    source,
  };
};
