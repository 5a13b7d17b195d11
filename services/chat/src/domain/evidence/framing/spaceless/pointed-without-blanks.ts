import { clausesOf } from '../../bare-question.ts';
import { type Passage, termedSentencesOf } from '../../passage.ts';
import { isAllFrame } from './frame-chunks.ts';
import { isFrame } from './frames-without-blanks.ts';
import { isConditional } from './spaceless-conditions.ts';

/** A clause that only points: "What is that?", "What does this word mean?", "How do I explain it?" */
const pointingPatterns = [
  /^(?:那|所以|[请請][问問])?(?:[它其]|[这這那](?:[个個]?(?:[词詞]|概念|[东東]西|玩意儿?))?|[该該][词詞])?(?:又|到底|究竟|具[体體])?(?:(?:是|指|指的是|表示|代表|叫)[个個]?(?:什[么麼]|啥|咩|蝦米)|(?:是)?(?:什[么麼]|啥)意思)/u,
  /^(?:怎[么麼][样樣]?|[该該]怎[么麼]|如何|要怎[么麼])?.{0,8}(?:解[释釋]|[说說]明|[讲講]解|理解)(?:它|一下)?[呢吗嗎？?]*$/u,
  /^(?:[そこあ]れ|[そこあ]の(?:言葉|単語|語|用語))?(?:は|って|とは)?(?:一体|いったい|つまり|結局|正確には|具体的には|要するに)?(?:何|なん|なに|どういう|どんな)/u,
  /^.{0,8}(?:どう|どうやって|どのように)(?:説明|教え|伝え|定義)/u,
  /^\s*(?:แล้ว)?(?:มัน|นี่|นั่น|สิ่งนี้|คำนี้|อันนี้)?\s?(?:คือ|แปลว่า|หมายความว่า|หมายถึง)\s?(?:อะไร|ไร|ไง|ยังไง|อย่างไร)/u,
  /^\s*.{0,6}(?:อธิบาย).{0,12}(?:ยังไง|อย่างไร)/u,
];

/** The subject of a sentence of a book that defines its subject. */
const headPattern = /^[^\p{L}]*([^，。、,.\s（(]{2,16}?)(?:是指?|指的?是|[称稱]为|とは|は|คือ|หมายถึง)/u;

/** A word in quotation marks that is called a word: a message that mentions it asks for its meaning. */
const mentionPattern =
  /["“「『][^"”」』]{2,16}["”」』]\s*(?:[这這]个|[这這]個|という)?(?:[词詞语語字]|概念|[单單]语|単語|言葉|用語)|คำว่า/u;

/** An attribute of another word follows the term. */
const attributePattern =
  /^["”」』»]?\s*(?:[的之の](?!(?:[基本具体體]{2}|[这這那][个個])?(?:[问問][题題]|意思|定[义義]|概念|含[义義]|意味|定義|質問|こと|話|理解|看法|[内內]容|知[识識]|[话話]|[东東]西))|ของ|บน|ใน)/u;

/**
 * The topic of a message in a script without blanks whose question only points to it. The topic is what a
 * sentence of the passages says the meaning of.
 */
export const pointedWithoutBlanks = (question: string, passages: readonly Passage[]): string | undefined => {
  const clauses = clausesOf(question).map(({ text }) => text.trim());
  const framed = topicInFrame(question, passages);
  if (framed !== undefined) return framed;
  const isPointing = (clause: string) => pointingPatterns.some((pattern) => pattern.test(clause));
  const others = clauses.filter((clause) => !isPointing(clause) && !isAllFrame(clause));
  if (others.some(isConditional)) return undefined;
  const heads = headsOf(passages);
  const named = others.flatMap((clause) => {
    const head = heads.find((one) => clause.includes(one));
    return head === undefined ? [] : [{ clause, head }];
  });
  const [topic, ...more] = named;
  // A clause of words of asking calls for help with what each other clause names.
  const isAsked =
    clauses.some((clause) => isPointing(clause) || mentionPattern.test(clause)) ||
    (others.length < clauses.length && named.length === others.length);
  if (!isAsked || topic === undefined || more.some(({ head }) => head !== topic.head)) return undefined;
  return named.every(standsAlone) ? topic.head : undefined;
};

/** How a verb follows its subject, and how "how" asks for a manner. */
const verbPattern = /^\s*(?:する|した|して|しま|され|了|[过過]|[吗嗎]|得|着)/u;
const mannerPattern = /怎|如何|咋|どう(?!いう|いった)/u;
const explainingPattern = /解[释釋]|[说說]|[讲講]|理解|定[义義]|介[绍紹]|概括|[教懂]|回事|指|説明|教え|いう/u;

/** The topic of a message whose other words are all words of asking ("蒸发是个啥玩意儿", "蒸発って何なん"). */
const topicInFrame = (question: string, passages: readonly Passage[]): string | undefined => {
  if (mannerPattern.test(question) && !explainingPattern.test(question)) return undefined;
  const [head, ...others] = new Set(headsOf(passages).filter((one) => question.includes(one)));
  if (head === undefined || others.some((other) => !head.includes(other))) return undefined;
  const [before = '', ...after] = question.split(head);
  const isFree =
    !/[的之の]\s*$/u.test(before) &&
    after.every((text) => !attributePattern.test(text) && !verbPattern.test(text)) &&
    isAllFrame([before, ...after].join(' '));
  return isFree ? head : undefined;
};

/** The terms whose meaning a sentence of the passages says, the longest first. */
export const headsOf = (passages: readonly Passage[]): string[] =>
  passages
    .flatMap(termedSentencesOf)
    .flatMap(({ sentence }) => headPattern.exec(sentence.text)?.[1] ?? [])
    .sort((one, other) => other.length - one.length);

const standsAlone = ({ clause, head }: { readonly clause: string; readonly head: string }): boolean => {
  const at = clause.indexOf(head);
  const before = clause.slice(0, at);
  return isFrame(before, true) && !attributePattern.test(clause.slice(at + head.length));
};
