import type { Passage } from '../../passage.ts';
import { headsOf } from './pointed-without-blanks.ts';

/** Thai writes no blank between words; each pair of letters of a term would outweigh the word beside it. */
const thaiPattern = /^\P{Script=Thai}*\p{Script=Thai}/u;

const words = new Intl.Segmenter('th', { granularity: 'word' });

/** The words that ask for a thing, a person, a time, a place, a number, a reason or a manner. */
const askingPattern = /อะไร|ไหน|ใคร|เมื่อ(?:ไหร่|ไร|ใด)|เท่า(?:ไหร่|ไร|ใด)|กี่|ทำไม|อย่างไร|ยังไง|หรือไม่|ไหม/u;
/** Words that ask for a meaning: the rules for frames read such a question. */
const meaningPattern =
  /คือ|หมาย(?:ถึง|ความ)|แปลว่า|นิยาม|อธิบาย|ชี้แจง|ขยายความ|สรุป|บรรยาย|จำกัดความ|เล่า|บอก|แนวคิด|แปล/u;
/** "The price of" before a term; "the meaning of" asks for the term itself. */
const ownedPattern = /(\p{Script=Thai}+)ของ\s*$/u;
const meaningOfPattern = /(?:ความหมาย|นิยาม|จำกัดความ|แนวคิด|ความคิด|ใจความ|สาระ|เนื้อหา|คำอธิบาย)$/u;

/** Words of grammar, which the passages share with any question. */
const grammarWords = new Set(
  `คือ เป็น คน ผู้ ที่ มี ของ ใน บน และ ว่า การ ความ ได้ ไป มา ให้ กับ จาก นี้ นั้น แล้ว อยู่ จะ ถูก โดย ก็ แต่ หรือ ๆ ซึ่ง เพื่อ
  นะ ครับ ค่ะ คะ จ้ะ จ๊ะ ล่ะ อะ อ่ะ สิ เหรอ ขอ ช่วย หน่อย ที มัน ตัว สิ่ง เรื่อง`.split(/\s+/u),
);

const contentOf = (text: string): string[] =>
  [...words.segment(text)]
    .filter(({ segment, isWordLike }) => isWordLike === true && !grammarWords.has(segment))
    .map(({ segment }) => segment);

/**
 * Whether a question in Thai asks for more than the meaning of a term that a sentence of the passages
 * defines, and no passage has any further word of the clause that asks: "ธารน้ำแข็งสีอะไร" (What colour
 * is a glacier?).
 */
export const asksBeyondHead = (question: string, passages: readonly Passage[]): boolean => {
  if (!thaiPattern.test(question)) return false;
  const head = headsOf(passages).find((one) => question.includes(one));
  if (head === undefined) return false;
  const clauses = question.split(/[\s,.;:!?]+/u);
  const asking = clauses.filter((clause) => clause.includes(head) || askingPattern.test(clause));
  const rest = asking.join(' ').replaceAll(head, ' ');
  const [before = ''] = question.split(head);
  const owned = ownedPattern.exec(before)?.[1];
  const isMeaning = meaningPattern.test(rest);
  if (owned === undefined ? isMeaning : meaningOfPattern.test(owned)) return false;
  const further = contentOf(rest.replaceAll(new RegExp(askingPattern, 'gu'), ' '));
  return further.length > 0 && !further.some(isIn(passages));
};

const isIn = (passages: readonly Passage[]): ((word: string) => boolean) => {
  const known = new Set(passages.flatMap(({ text }) => contentOf(text)));
  return (word) => known.has(word);
};

/** Whether a passage has a content word of a text in Thai. */
export const sharesThaiWord = (text: string, passages: readonly Passage[]): boolean =>
  contentOf(text).some(isIn(passages));
