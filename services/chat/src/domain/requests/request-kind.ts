import { functionWordsFor } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { isAsking, isCourtesy } from '../evidence/frame-words.ts';
import { questionKind } from '../evidence/question-kind.ts';
import { hasQuestionWord } from '../evidence/question-words.ts';
import { greetingWords, thanksWords } from '../wording/courtesies.ts';
import { numberOfRoman, numberOfWord } from './number-words.ts';
import {
  aboutPhrases,
  chapterStems,
  chapterWords,
  definingWords,
  fillers,
  meaningWords,
  morePhrases,
  moreVerbs,
  moreWords,
  numberSigns,
  pageStems,
  pageWords,
  partWords,
  showingWords,
  smallTalkPhrases,
  spacelessChapterPattern,
  spacelessMorePattern,
  spacelessPagePattern,
  spacelessSummaryPattern,
  spacelessTopicPattern,
  summaryWords,
  topicStems,
  topicWords,
} from './request-words.ts';

/** The kind of a message that asks no question about a subject. */
export type Request =
  | { readonly kind: 'greeting' | 'thanks' | 'more' | 'topics' }
  | { readonly kind: 'page'; readonly label: string }
  | { readonly kind: 'chapter'; readonly number: number };

/** A longer message says more than one of these. */
const maxMessageCharacters = 200;
const labelPattern = /^(?:\d{1,5}|(?:\d{1,3}|[a-z])-\d{1,4}|[ivxlc]{1,7})$/u;

const wordPattern = /[0-9]+[-–][0-9]+|[a-z][-–][0-9]+|[\p{L}\p{M}]+|\p{N}+/gu;

/** Reads a request off the message alone; undefined for a question, which names a subject. */
export const requestOf = (message: string): Request | undefined => {
  if (message.length > maxMessageCharacters) return undefined;
  const plain = plainSpelling(message);
  if (isSpaceless(message)) return spacelessRequest(plain);
  const words = (plain.match(wordPattern) ?? []).map((word) => word.replace('–', '-'));
  const grammar = functionWordsFor(words);
  const phrases = [words, words.filter((word) => !isAsking(word))].map((list) => list.join(' '));
  const is = (known: ReadonlySet<string>): boolean => phrases.some((phrase) => known.has(phrase));
  if (is(morePhrases)) return { kind: 'more' };
  if (is(aboutPhrases)) return { kind: 'topics' };
  if (is(smallTalkPhrases)) return { kind: 'greeting' };
  return partOf(words, grammar) ?? moreOf(message, words, grammar) ?? courtesyOf(message, words, grammar);
};

/** Whether a word says nothing about a subject. */
const isPolite = (word: string, grammar: ReadonlySet<string>): boolean =>
  isCourtesy(word) ||
  fillers.has(word) ||
  thanksWords.has(word) ||
  greetingWords.has(word) ||
  grammar.has(word);

/** "Could you please tell me a bit more?": more of the last answer, and nothing else. */
const moreOf = (
  message: string,
  words: readonly string[],
  grammar: ReadonlySet<string>,
): Request | undefined => {
  const asksMore = words.some((word) => moreWords.has(word));
  const asks = words.some((word) => moreVerbs.has(word) || isCourtesy(word));
  const says = (word: string) => moreWords.has(word) || moreVerbs.has(word) || isPolite(word, grammar);
  // The kind of a question takes longer to read than its words.
  const isOpen = () => ['definition', 'other'].includes(questionKind(message));
  return asksMore && asks && words.every(says) && isOpen() ? { kind: 'more' } : undefined;
};

const courtesyOf = (
  message: string,
  words: readonly string[],
  grammar: ReadonlySet<string>,
): Request | undefined => {
  const says = (list: ReadonlySet<string>) => words.some((word) => list.has(word));
  const phrase = words.join(' ');
  const talk = [...smallTalkPhrases].find((known) => known.includes(' ') && phrase.includes(known));
  const rest = talk === undefined ? words : phrase.replace(talk, ' ').split(' ').filter(Boolean);
  if (!rest.every((word) => isPolite(word, grammar))) return undefined;
  if (talk !== undefined) return { kind: 'greeting' };
  if (hasQuestionWord(message) || says(meaningWords)) return undefined;
  if (says(thanksWords)) return { kind: 'thanks' };
  return says(greetingWords) ? { kind: 'greeting' } : undefined;
};

/** A page, a chapter or all topics, when no other word of the message names a subject. */
const partOf = (words: readonly string[], grammar: ReadonlySet<string>): Request | undefined => {
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
  const page = numbered(words, pageWords, pageStems);
  if (page !== undefined && rest(page.used)) return { kind: 'page', label: page.label };
  const chapter = numbered(words, chapterWords, chapterStems);
  const number = Number(chapter?.label ?? '') || numberOfRoman(chapter?.label ?? '');
  if (chapter !== undefined && number !== undefined && number < 1_000 && rest(chapter.used))
    return { kind: 'chapter', number };
  const isTopic = (word: string) =>
    topicWords.has(word) || summaryWords.has(word) || hasStem(word, topicStems);
  const topics = words.flatMap((word, at) => (isTopic(word) ? [at] : []));
  const shows = words.some((word) => showingWords.has(word));
  const asksMeaning = topics.length === 1 && !shows && words.some((word) => definingWords.has(word));
  return topics.length > 0 && !asksMeaning && rest(topics) ? { kind: 'topics' } : undefined;
};

const maxEndingCharacters = 6;

/** Whether a word is one of the stems with an ending, or with the Arabic article before it. */
const hasStem = (word: string, stems: readonly string[]): boolean => {
  const bare = word.replace(/^[وفبك]?ال(?=\p{L}{3})/u, '');
  return stems.some((stem) => bare.startsWith(stem) && bare.length <= stem.length + maxEndingCharacters);
};

/** A word of the list with the number after it, or before it. */
const numbered = (
  words: readonly string[],
  list: ReadonlySet<string>,
  stems: readonly string[],
): { readonly label: string; readonly used: readonly number[] } | undefined => {
  for (const [at, word] of words.entries()) {
    if (!list.has(word) && !hasStem(word, stems)) continue;
    for (const beside of [at + 1, at - 1, at + 2, at - 2]) {
      const between = words[(at + beside) / 2];
      if (Math.abs(beside - at) === 2 && !numberSigns.has(between ?? '')) continue;
      const said = words[beside] ?? '';
      const label = numberOfWord(said)?.toString() ?? said;
      // A letter before the word may be a word itself.
      if (labelPattern.test(label) && (beside > at || /\d/u.test(label)))
        return { label, used: [at, beside, (at + beside) / 2] };
    }
  }
  return undefined;
};

/** Removes what may stand beside a request in scripts without blanks. */
const spacelessRestPattern =
  /書いて|見せて|讲什么|講什麼|主な|มี|อะไร|บ้าง|เขียน|ว่า|ใน|ให้|หน่อย|คือ|เกี่ยวกับ|เรื่อง|หลัก|หนังสือ|เล่ม|นี้|ครับ|ค่ะ|คะ|ช่วย|ที่|上面|里面|裡面|讲|講|告[诉訴]我|介[绍紹]|一[点點]|这|這|その|どんな|こと|もの|詳しく|くわしく|内容|どう|何|次|について|まとめ|这本书|這本書|本书|本書|この本|书|書|本|请|請|一下|的|是|什么|什麼|有|哪些|些|上|里|裡|说|說|写|寫|了|关于|關於|主要|吗|嗎|何|は|の|に|を|が|です|か|して|ください|教えて|書いて|あり|ます|[\p{P}\p{S}\s\d第]/gu;

const labelOf = (pattern: RegExp, plain: string): string | undefined => {
  const { label, number, thai } = pattern.exec(plain)?.groups ?? {};
  return label ?? number ?? thai;
};

const numberIn = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : (numberOfWord(written) ?? Number(written));

const spacelessRequest = (plain: string): Request | undefined => {
  const without = (pattern: RegExp): boolean =>
    plain.replace(pattern, '').replace(spacelessSummaryPattern, '').replace(spacelessRestPattern, '') === '';
  const bare = plain.replace(/[\p{P}\p{S}\s]/gu, '');
  if (morePhrases.has(bare) || spacelessMorePattern.test(bare)) return { kind: 'more' };
  const page = numberIn(labelOf(spacelessPagePattern, plain));
  if (page !== undefined && without(spacelessPagePattern)) return { kind: 'page', label: String(page) };
  const chapter = numberIn(labelOf(spacelessChapterPattern, plain));
  if (chapter !== undefined && without(spacelessChapterPattern)) return { kind: 'chapter', number: chapter };
  const hasTopic = spacelessTopicPattern.test(plain) || spacelessSummaryPattern.test(plain);
  if (hasTopic && without(spacelessTopicPattern)) return { kind: 'topics' };
  if (/^(?:谢谢|謝謝|多谢|ありがとう|ขอบคุณ)/u.test(bare) && bare.length <= 12) return { kind: 'thanks' };
  if (/^(?:你好|您好|こんにちは|สวัสดี)(?:老师|老師|先生|吗|嗎|ครับ|คะ|ค่ะ)?$/u.test(bare))
    return { kind: 'greeting' };
  return undefined;
};
