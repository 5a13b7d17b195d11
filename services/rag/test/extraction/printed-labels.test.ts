import { describe, expect, it } from '@jest/globals';
import { findPrintedNumbers } from '../../src/extraction/layout/printed-numbers.ts';
import { pageLabels } from '../../src/extraction/pdf/page-labels.ts';

/** The labels of pages that show these texts at their edge; an empty text stands for a page without any. */
const labelsOf = (texts: readonly string[]): readonly string[] => {
  const rows = texts.map((text, pageIndex) => ({ pageIndex, text }));
  const printed = findPrintedNumbers(rows.filter(({ text }) => text !== ''));
  const found = rows.map((row) => (row.text === '' ? undefined : printed.in(row)));
  return pageLabels(undefined, found).labels.map(({ label }) => label);
};

describe('page numbers are read in every usual form', () => {
  it.each<[string, string[], string[]]>([
    ['between tildes', ['~ 37 ~', '~ 38 ~', '~ 39 ~'], ['37', '38', '39']],
    ['between long dashes', ['— 37 —', '— 38 —', '— 39 —'], ['37', '38', '39']],
    ['in round brackets', ['(37)', '(38)', '(39)'], ['37', '38', '39']],
    ['of a total', ['37/340', '38/340', '39/340'], ['37', '38', '39']],
    ['in Spanish', ['Pág. 37 de 340', 'Pág. 38 de 340', 'Pág. 39 de 340'], ['37', '38', '39']],
    ['of an Arabic total', ['صفحة ٣٧ من ٣٤٠', 'صفحة ٣٨ من ٣٤٠', 'صفحة ٣٩ من ٣٤٠'], ['٣٧', '٣٨', '٣٩']],
    ['in Thai digits', ['๓๗', '๓๘', '๓๙'], ['๓๗', '๓๘', '๓๙']],
    ['in Bengali digits', ['পৃষ্ঠা ৩৭', 'পৃষ্ঠা ৩৮', 'পৃষ্ঠা ৩৯'], ['৩৭', '৩৮', '৩৯']],
    ['beside a title', ['37 | Chapter 2', '38 | Chapter 2', '39 | Chapter 2'], ['37', '38', '39']],
    ['of an appendix', ['A-7', 'A-8', 'A-9'], ['A-7', 'A-8', 'A-9']],
    ['of a chapter, with a point', ['4.37', '4.38', '4.39'], ['4.37', '4.38', '4.39']],
    ['in Roman capitals', ['XXXVIII', 'XXXIX', 'XL'], ['XXXVIII', 'XXXIX', 'XL']],
    ['in Roman digits between dashes', ['- xxxviii -', '- xxxix -', '- xl -'], ['xxxviii', 'xxxix', 'xl']],
    ['in Chinese numbers', ['三十九', '第四十页', '四十一'], ['三十九', '四十', '四十一']],
    ['on spreads', ['36 | 37', '38 | 39', '40 | 41'], ['36-37', '38-39', '40-41']],
    ['on right-to-left spreads', ['٣٧ ٣٦', '٣٩ ٣٨', '٤١ ٤٠'], ['٣٦-٣٧', '٣٨-٣٩', '٤٠-٤١']],
  ])('%s', (_form, texts, labels) => {
    expect(labelsOf(texts)).toEqual(labels);
  });

  it.each<[string, string[]]>([
    ['decimals in running text', ['It weighs 4.37 kg', 'It weighs 4.38 kg', 'It weighs 4.39 kg']],
    ['Roman words that do not grow', ['mix', 'mix', 'vi', 'cl']],
    ['words of Chinese', ['一月', '二月', '三月']],
  ])('but not as %s', (_what, texts) => {
    expect(labelsOf(texts)).toEqual(texts.map((_, at) => `${at + 1}`));
  });
});

describe('a page without a number between numbered pages has the number that fits there', () => {
  it.each<[string, string[], string[]]>([
    ['in Arabic digits', ['٣٧', '٣٨', '', '٤٠'], ['٣٧', '٣٨', '٣٩', '٤٠']],
    ['in Roman digits', ['i', 'ii', '', 'iv', 'v'], ['i', 'ii', 'iii', 'iv', 'v']],
    [
      'before the first Arabic number',
      ['i', 'ii', '', 'iv', '1', '2', '3'],
      ['i', 'ii', 'iii', 'iv', '1', '2', '3'],
    ],
    ['in a chapter', ['4-4', '', '4-6', '4-7'], ['4-4', '4-5', '4-6', '4-7']],
    ['on spreads', ['36 37', '38 39', '', '42 43'], ['36-37', '38-39', '40-41', '42-43']],
    ['in Chinese numbers', ['九', '', '十一', '十二'], ['九', '十', '十一', '十二']],
    ['with leading zeros', ['007', '008', '', '010'], ['007', '008', '009', '010']],
    ['before all numbers', ['', '37', '38', '39'], ['36', '37', '38', '39']],
    ['before page one', ['', '1', '2', '3'], ['1', '1', '2', '3']],
  ])('%s', (_form, texts, labels) => {
    expect(labelsOf(texts)).toEqual(labels);
  });
});
