import { allTerms } from '@ai-teacher/language/terms.ts';
import type { Passage } from '../../passage.ts';

/** "In", "about" and "at" begin a condition; "with" and "at" end one in Japanese. */
const conditionPattern =
  /^\s*(?:在|[对對]于|[关關]于|當|当|บน|ใต้|ใน|ภายใต้)|(?:においては?|(?:上|中|下|で|に)は)[、,]?\s*$/u;

/** Lessons, people and manners: with one of them, the phrase is a circumstance of asking. */
export const lessonPattern =
  /[书書课課学學校考教作业業班级級]|[讲講][义義]|[词詞]典|字典|[笔筆][记記]|[练練][习習]|テスト|試験|宿題|辞書|ノート|プリント|先生|用語|辞典|以内|答え|資料|文[章中]?|章|ページ|問題|レポート|講義|塾|家|会話|動画|言葉|簡単|หนังสือ|การบ้าน|ครู|อาจารย์|สอบ|ประโยค|ห้องเรียน|วิชา|ชั้น|โรงเรียน|คาบ|พจนานุกรม|อภิธาน|ใบงาน|สมุด|เล่ม|นาที|ไม่รู้|ตำรา|บท|หน้า|เอกสาร|สไลด์|โน้ต|รายงาน|ข้อสอบ|แบบฝึก|คำถาม|บ้าน|ความคิด|ภาษา|คลิป|ข้อความ|เนื้อหา/u;

/** Whether a clause of a script without blanks begins or ends like a condition. */
export const isConditional = (clause: string): boolean =>
  conditionPattern.test(clause) && !lessonPattern.test(clause);

/** Whether a clause before the question is a condition, and no passage has any of its words. */
export const isSpacelessCondition = (clause: string, passages: readonly Passage[]): boolean =>
  isConditional(clause) &&
  /[，、,]\s*$/u.test(clause) &&
  isForeign(clause.replace(particlePattern, ' '), passages);
/** Whether no passage has any term of a phrase. */
export const isForeign = (phrase: string, passages: readonly Passage[]): boolean =>
  !allTerms(phrase).some(({ key }) => passages.some(({ text }) => text.includes(key)));
const particlePattern = /^\s*在|[上中下里裡内]?[，、,]\s*$|(?:においては?|[では上中下に]は)[、,]\s*$/gu;

/** Thai writes no comma; a place stands before the subject or before the words that ask. */
const thaiPlacePattern = /(?:บน|ใต้|ใน)([^\s,]+?)(?=คือ|หมาย|แปล|[\s,]|$)/gu;

/** Whether a place in a Thai question occurs in no passage. */
export const hasForeignPlace = (question: string, passages: readonly Passage[]): boolean =>
  [...question.matchAll(thaiPlacePattern)].some(
    ([phrase, place = '']) => !lessonPattern.test(phrase) && isForeign(place, passages),
  );
