import { describe, expect, it } from '@jest/globals';
import { isSelfContained } from '../../../src/domain/item-writing/cloze/find-used-terms.ts';
import { findDefinitions } from '../../../src/domain/item-writing/reading/find-definitions.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { writeExamItems } from '../../../src/domain/item-writing/write-exam-items.ts';
import { aPage } from '../../builders.ts';
import { sentencesOf } from '../../defining-sentences.ts';

const sentencesIn = (language: string) =>
  (sentencesOf[language]?.defining ?? []).map(([sentence]) => sentence);
const meaningsIn = (language: string) =>
  (sentencesOf[language]?.defining ?? []).map(([, , meaning]) => meaning);

describe('a mark of any script that ends a statement', () => {
  it.each([
    ['hi', '।', '॥'],
    ['zh', '。', '｡'],
    ['zh', '。', '．'],
  ])('is no part of a meaning in %s when the book writes %s as %s', (language, usual, other) => {
    const text = sentencesIn(language)
      .map((sentence) => sentence.replace(usual, other))
      .join(' ');
    expect(text).toContain(other);
    const found = findDefinitions(readPages([aPage(text)]));
    expect(found.map(({ meaning }) => meaning).toSorted()).toEqual(meaningsIn(language).toSorted());
  });

  it.each([
    ['hi', 'नदी का पानी पर्वत से निकलकर मैदान की ओर बहता है', '॥', '?'],
    ['zh', '空氣中的水蒸氣在寒冷的早晨因凝結而變成草葉上的露水', '｡', '？'],
  ])(
    'ends a sentence of which a cloze item may be written in %s, and the mark of a question ends none',
    (...given) => {
      const [language, sentence, statement, question] = given;
      expect(isSelfContained(sentence + statement, language)).toBe(true);
      expect(isSelfContained(sentence + question, language)).toBe(false);
    },
  );

  it.each([
    ['en', 'In Proceedings of the Conference on Water Supply and Town Design, pages 1–12.', false],
    ['en', 'The Water Cycle in Cold Regions was printed in Oslo by Hansen and Sons, pp. 14–19.', false],
    ['de', 'Der Kreislauf des Wassers in kalten Gegenden erschien in Oslo bei Hansen, S. 14.', false],
    ['en', 'The clerk had written all pages of the long report before the river rose.', true],
    ['de', 'Der Schreiber hatte alle Seiten des Berichts vor dem Hochwasser geschrieben.', true],
  ])(
    'gives a cloze item in %s, unless it ends an entry of a list of references: %s',
    (language, text, isIt) => {
      expect(isSelfContained(text, language)).toBe(isIt);
    },
  );

  it('makes no item of a Thai book, which has no stems, and the reason names Thai', () => {
    const text = 'ธารน้ำแข็งคือมวลน้ำแข็งขนาดใหญ่ที่เคลื่อนที่ช้าๆ บนแผ่นดิน ปากแม่น้ำคือบริเวณที่แม่น้ำไหลลงสู่ทะเล';
    const page = aPage(text);
    const materials = [{ documentId: page.documentId, title: 'น้ำ', pages: [page] }];
    const { cells, unsupported } = writeExamItems({
      materials,
      cells: [{ count: 5, types: ['cloze', 'short_answer'] }],
    });
    expect(cells[0]?.items).toEqual([]);
    expect(unsupported).toContain('The documents are in Thai.');
  });
});
