import { remembering } from '@ai-teacher/language/memory/remembering.ts';
import { maxQuestions } from '../question-terms.ts';

/** The name of a thing. */
const word = `[^.,;:?!。？！]{1,80}?`;
const end = `\\s*(?:[.?!。？！…]|$)`;

/** How a language asks for the difference of two things. */
const comparisons: readonly string[] = [
  `(?:differences?\\s+between|compare)\\s+(?<a>${word})\\s+(?:and|with|to)\\s+(?<b>${word})${end}`,
  `how\\s+(?<a>${word})\\s+differs?\\s+from\\s+(?<b>${word})${end}`,
  `how\\s+(?:does|do|is|are)\\s+(?<a>${word})\\s+(?:different|differ)\\s+from\\s+(?<b>${word})${end}`,
  `^(?:what is |what’s )?(?<a>${word})\\s+(?:vs\\.?|versus)\\s+(?<b>${word})${end}`,
  `unterschiede?\\s+zwischen\\s+(?<a>${word})\\s+und\\s+(?<b>${word})${end}`,
  `worin\\s+unterscheide[nt]\\s+sich\\s+(?<a>${word})\\s+(?:und|von)\\s+(?<b>${word})${end}`,
  `différences?\\s+entre\\s+(?<a>${word})\\s+et\\s+(?<b>${word})${end}`,
  `diferencias?\\s+entre\\s+(?<a>${word})\\s+[ye]\\s+(?<b>${word})${end}`,
  `differenz[ae]\\s+(?:tra|fra)\\s+(?<a>${word})\\s+e\\s+(?<b>${word})${end}`,
  `diferenças?\\s+entre\\s+(?<a>${word})\\s+e\\s+(?<b>${word})${end}`,
  `verschil(?:len)?\\s+tussen\\s+(?<a>${word})\\s+en\\s+(?<b>${word})${end}`,
  `skillnad(?:en|er)?\\s+mellan\\s+(?<a>${word})\\s+och\\s+(?<b>${word})${end}`,
  `różnic[aęey]\\s+między\\s+(?<a>${word})\\s+(?:a|i)\\s+(?<b>${word})${end}`,
  `(?:разница|отличие|различие)\\s+между\\s+(?<a>${word})\\s+и\\s+(?<b>${word})${end}`,
  `(?:різниця|відмінність)\\s+між\\s+(?<a>${word})\\s+(?:та|і|й)\\s+(?<b>${word})${end}`,
  `(?<a>${word})\\s+(?:ile|ve)\\s+(?<b>${word})\\s+aras[ıi]ndaki\\s+fark`,
  `(?<a>${word})\\s+और\\s+(?<b>${word})\\s+(?:में|के बीच)\\s+(?:क्या\\s+)?(?:अंतर|फर्क|फ़र्क)`,
  `(?<a>${word})\\s+اور\\s+(?<b>${word})\\s+(?:میں|کے درمیان)\\s+(?:کیا\\s+)?فرق`,
  `الفرق\\s+بين\\s+(?<a>${word})\\s+و\\s?(?<b>${word})\\s*(?:[.?!؟]|$)`,
  `(?:تفاوت|فرق)\\s+(?:بین|میان)?\\s*(?<a>${word})\\s+(?:و|با)\\s+(?<b>${word})\\s+(?:چیست|چیه)`,
  `perbedaan\\s+(?:antara\\s+)?(?<a>${word})\\s+(?:dan|dengan)\\s+(?<b>${word})${end}`,
  `(?:sự\\s+)?khác\\s+(?:nhau|biệt)\\s+giữa\\s+(?<a>${word})\\s+và\\s+(?<b>${word})${end}`,
  `tofauti\\s+kati\\s+ya\\s+(?<a>${word})\\s+na\\s+(?<b>${word})${end}`,
  `διαφορά\\s+(?:μεταξύ|ανάμεσα)\\s+(?<a>${word})\\s+και\\s+(?<b>${word})${end}`,
  `(?<a>[^，,。？?的]+)[和与跟](?<b>[^，,。？?的]+)的?(?:区别|差别|不同|區別|差別)`,
  `(?<a>[^、，,。？?のと]+)と(?<b>[^、，,。？?のと]+)の(?:違い|ちがい|差)`,
];
const patterns = comparisons.map((source) => new RegExp(source, 'iu'));

/** A longer message is no such question, and the patterns would look for its parts at every place. */
const maxComparisonCharacters = 300;

/** The two things whose difference a question asks for; undefined when it asks otherwise. */
export const comparedTerms = (question: string): readonly [string, string] | undefined =>
  termsBefore(question);

const termsIn = (question: string): readonly [string, string] | undefined => {
  if (question.length > maxComparisonCharacters) return undefined;
  for (const pattern of patterns) {
    const { a = '', b = '' } = pattern.exec(question)?.groups ?? {};
    if (a.trim() !== '' && b.trim() !== '') return [withoutMarkOf(a), withoutMarkOf(b)];
  }
  return undefined;
};
const termsBefore = remembering(maxQuestions, termsIn);

/** In Arabic, articles are written together with their noun, and stay. */
const withoutMarkOf = (text: string): string => text.trim().replace(/^["“„«'‘]|["”“»'’]$/gu, '');
