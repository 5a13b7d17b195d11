import { functionWordsFor } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { isCourtesy } from '../evidence/frame-words.ts';
import { hasQuestionWord } from '../evidence/question-words.ts';
import { greetingWords, thanksWords } from '../wording/courtesies.ts';
import {
  aboutPhrases,
  chapterWords,
  definingWords,
  fillers,
  morePhrases,
  pageWords,
  partWords,
  smallTalkPhrases,
  spacelessChapterPattern,
  spacelessPagePattern,
  spacelessSummaryPattern,
  spacelessTopicPattern,
  summaryWords,
  topicWords,
} from './request-words.ts';

/** What a message asks for when it asks no question about a subject. */
export type Request =
  | { readonly kind: 'greeting' | 'thanks' | 'more' | 'topics' }
  | { readonly kind: 'page'; readonly label: string }
  | { readonly kind: 'chapter'; readonly number: number };

/** A longer message says more than one of these. */
const maxMessageCharacters = 200;
const labelPattern = /^(?:\d{1,5}|[ivxlc]{1,7})$/u;

/** Reads a request off the message alone; undefined for a question, which names a subject. */
export const requestOf = (message: string): Request | undefined => {
  if (message.length > maxMessageCharacters) return undefined;
  const plain = plainSpelling(message);
  if (isSpaceless(message)) return spacelessRequest(plain);
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const phrase = words.join(' ');
  if (morePhrases.has(phrase)) return { kind: 'more' };
  if (aboutPhrases.has(phrase)) return { kind: 'topics' };
  if (smallTalkPhrases.has(phrase)) return { kind: 'greeting' };
  return partOf(words) ?? courtesyOf(words);
};

const courtesyOf = (words: readonly string[]): Request | undefined => {
  const says = (list: ReadonlySet<string>) => words.some((word) => list.has(word));
  const grammar = functionWordsFor(words);
  const isPolite = (word: string) =>
    isCourtesy(word) ||
    fillers.has(word) ||
    thanksWords.has(word) ||
    greetingWords.has(word) ||
    grammar.has(word);
  if (!words.every(isPolite) || hasQuestionWord(words.join(' '))) return undefined;
  if (says(thanksWords)) return { kind: 'thanks' };
  return says(greetingWords) ? { kind: 'greeting' } : undefined;
};

/** A page, a chapter or all topics, when no other word of the message names a subject. */
const partOf = (words: readonly string[]): Request | undefined => {
  const grammar = functionWordsFor(words);
  const rest = (used: readonly number[]): boolean =>
    words.every(
      (word, at) =>
        used.includes(at) ||
        word.length === 1 ||
        grammar.has(word) ||
        isCourtesy(word) ||
        partWords.has(word) ||
        summaryWords.has(word),
    );
  const page = numbered(words, pageWords);
  if (page !== undefined && rest(page.used)) return { kind: 'page', label: page.label };
  const chapter = numbered(words, chapterWords);
  if (chapter !== undefined && /^\d{1,3}$/u.test(chapter.label) && rest(chapter.used))
    return { kind: 'chapter', number: Number(chapter.label) };
  const topics = words.flatMap((word, at) => (topicWords.has(word) || summaryWords.has(word) ? [at] : []));
  const asksMeaning = topics.length === 1 && words.some((word) => definingWords.has(word));
  return topics.length > 0 && !asksMeaning && rest(topics) ? { kind: 'topics' } : undefined;
};

/** A word of the list with the number after it, or before it. */
const numbered = (
  words: readonly string[],
  list: ReadonlySet<string>,
): { readonly label: string; readonly used: readonly number[] } | undefined => {
  for (const [at, word] of words.entries()) {
    if (!list.has(word)) continue;
    for (const beside of [at + 1, at - 1]) {
      const label = words[beside];
      const isLabel = label !== undefined && labelPattern.test(label);
      // A letter before the word may be a word itself.
      if (isLabel && (beside > at || /\d/u.test(label))) return { label, used: [at, beside] };
    }
  }
  return undefined;
};

/** Removes what may stand beside a request in scripts without blanks. */
const spacelessRestPattern =
  /这本书|這本書|本书|本書|この本|书|書|本|请|請|一下|的|是|什么|什麼|有|哪些|些|上|里|裡|说|說|写|寫|了|关于|關於|主要|吗|嗎|何|は|の|に|を|が|です|か|して|ください|教えて|書いて|あり|ます|[\p{P}\p{S}\s\d第]/gu;

const spacelessRequest = (plain: string): Request | undefined => {
  const without = (pattern: RegExp): boolean =>
    plain.replace(pattern, '').replace(spacelessSummaryPattern, '').replace(spacelessRestPattern, '') === '';
  const bare = plain.replace(/[\p{P}\p{S}\s]/gu, '');
  if (morePhrases.has(bare)) return { kind: 'more' };
  const page = spacelessPagePattern.exec(plain)?.groups?.label;
  if (page !== undefined && without(spacelessPagePattern)) return { kind: 'page', label: page };
  const chapter = spacelessChapterPattern.exec(plain)?.groups?.number;
  if (chapter !== undefined && without(spacelessChapterPattern))
    return { kind: 'chapter', number: Number(chapter) };
  const hasTopic = spacelessTopicPattern.test(plain) || spacelessSummaryPattern.test(plain);
  if (hasTopic && without(spacelessTopicPattern)) return { kind: 'topics' };
  if (/^(?:谢谢|謝謝|多谢|ありがとう|ขอบคุณ)/u.test(bare) && bare.length <= 12) return { kind: 'thanks' };
  if (/^(?:你好|您好|こんにちは|สวัสดี)(?:老师|老師|先生|吗|嗎|ครับ|คะ|ค่ะ)?$/u.test(bare))
    return { kind: 'greeting' };
  return undefined;
};
