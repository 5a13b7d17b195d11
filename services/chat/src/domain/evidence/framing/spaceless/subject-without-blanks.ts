import { clausesOf } from '../../bare-question.ts';
import type { Passage } from '../../passage.ts';
import { hasQuestionWord } from '../../question-words.ts';
import { isFrame } from './frames-without-blanks.ts';
import { isConditional } from './spaceless-conditions.ts';

/** The words that ask what the text before them is, in Chinese, Japanese and Thai. */
const askingPattern =
  /(?:[其实實]{2}|实际上|實際上|到底|究竟|具[体體]|又|就)?(?:是指|指的?是|是|指)(?:什[么麼](?:意思)?|啥)(?=[^\p{Script=Han}]|[呢呀啊吗嗎啦嘞咧捏哦噢喔哇嘛哈诶欸唉鸭]|$)|(?:とは|って(?:いうのは?)?|とか(?:いう)?(?:やつ|もの|の)?(?:って|は)?|という(?:のは|もの))(?:一体|結局|実際|要するに)?(?:何|なん|なに|どう|どん)|คืออะไร|หมาย(?:ถึง|ความว่า)อะไร|หมายความว่าอย่างไร/u;

/** Words such as "always" that contain a word that asks. */
const indefinitePattern =
  /[誰谁]也|[谁誰](?:能|可以|来|來|知道)|誰か|[誰谁]都|什[么麼][都也]|[誰何]も|いつも|どうしても|どうも|どうぞ|なかなか|ไม่มีใคร|ใคร ?ๆ/gu;

/** The particles that spoken Japanese adds after the question words. */
const endPattern = /(?:\s+(?:っ?すか|っけ|なの|かな))?[^\p{L}\p{M}\p{N}]*$/u;

const minSubjectCharacters = 2;
const maxSubjectCharacters = 16;

/**
 * The subject of a question in a script without blanks: the longest text directly before the words that ask
 * that a passage contains. A frame must end before the subject: in 火星的大气是什么 the longest known text
 * follows 的, so nothing is left out.
 */
export const subjectWithoutBlanks = (question: string, passages: readonly Passage[]): string | undefined => {
  const clauses = clausesOf(question).map(({ text }) => text.trim());
  const asking = clauses.filter((clause) => askingPattern.test(clause));
  if (asking.length > 1) return undefined;
  // The words that ask may have been left out already; then the end of a clause names the subject.
  const places = asking.length === 1 ? asking : clauses.toReversed();
  for (const clause of places) {
    if (asking.length === 0 && hasQuestionWord(clause.replace(indefinitePattern, ''))) return undefined;
    const subject = subjectAtEnd(clause, clauses, passages, asking.length > 0);
    if (subject !== undefined) return subject;
  }
  return undefined;
};

const subjectAtEnd = (
  clause: string,
  clauses: readonly string[],
  passages: readonly Passage[],
  isAsked: boolean,
): string | undefined => {
  if (clauses.some((other) => other !== clause && isConditional(other))) return undefined;
  const before = [...clause.slice(0, askingPattern.exec(clause)?.index).replace(endPattern, '')];
  for (
    let length = Math.min(before.length, maxSubjectCharacters);
    length >= minSubjectCharacters;
    length -= 1
  ) {
    const subject = before.slice(-length).join('');
    if (!passages.some(({ text }) => text.includes(subject))) continue;
    return isFrame(before.slice(0, -length).join(''), isAsked) ? subject.trim() : undefined;
  }
  return undefined;
};
