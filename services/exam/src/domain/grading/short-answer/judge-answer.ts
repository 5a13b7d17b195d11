import type { MarkedResponse, OfflineOpinion } from '../ports.ts';
import { isLanguage, isOtherLanguage } from './answer-language.ts';
import {
  type AnswerModel,
  type MarkingBand,
  probabilityOf,
  rarityBy,
  type StemRarity,
  trainedModel,
} from './answer-model.ts';
import { type AnswerText, answerLikeness, readAnswerText } from './answer-text.ts';
import { type AnswerKeys, hasOtherNegation, keyFeaturesOf, sharedOrderOf } from './key-features.ts';
import { speaksToMarker } from './marker-words.ts';
import { type MarkedAnswer, neighbourhoodOf } from './neighbours.ts';

/** The features of a short-answer item, computed before a response is judged. */
export type JudgedItem = {
  readonly stem: string;
  /** At least one. */
  readonly keys: readonly string[];
  /** The quote that the item stands on; it shows the language of the item. */
  readonly quote: string;
  readonly marked: readonly MarkedResponse[];
};

/**
 * `share` of the points, or null when a teacher must decide. `certainty` is the probability of that verdict
 * from 0.5 to 1; of a judgement without a verdict, the probability of the likelier one. `isSure`: the verdict
 * may be a mark, because such verdicts were precise enough when measured.
 */
export type Judgement = OfflineOpinion & {
  readonly share: number | null;
  readonly certainty: number;
  readonly isSure: boolean;
};

const trainedRarity = rarityBy(trainedModel);
const rarityOfStems = (model: AnswerModel): StemRarity =>
  model === trainedModel ? trainedRarity : rarityBy(model);

const noOpinion: Judgement = {
  share: null,
  certainty: 0.5,
  isSure: false,
  likelyShare: null,
  mayBeRight: false,
};

/**
 * Judges responses to one item by the keys and by marked responses. The default model is trained on
 * English answers only, so it has no opinion about items in another language.
 */
export const judgeFor = (
  { stem, keys, quote, marked }: JudgedItem,
  model: AnswerModel = trainedModel,
): ((response: string) => Judgement) => {
  if (!isLanguage([quote, ...keys].join(' '))) return () => noOpinion;
  const rarityOf = rarityOfStems(model);
  const read = (text: string): AnswerText => readAnswerText(text, rarityOf);
  const about: AnswerKeys = { question: read(stem), keys: keys.map(read), rarityOf };
  const examples = marked.map(({ response, share }) => ({ text: read(response), share }));
  const neighbourhood = neighbourhoodOf(examples);
  const band = bandBeside(examples, model);
  return (response) => {
    const answer = read(response);
    const repeated = markOfEqualAnswer(answer, examples);
    if (repeated !== undefined)
      return { share: repeated, certainty: 1, isSure: true, likelyShare: repeated, mayBeRight: true };
    const features = { ...keyFeaturesOf(answer, about), ...neighbourhood.featuresOf(answer) };
    const probability = probabilityOf(
      model,
      model.features.map(({ name }) => features[name] ?? 0),
    );
    const certainty = Math.max(probability, 1 - probability);
    const isRight = probability >= 0.5;
    const isSure = reaches(certainty, isRight ? band.right : band.wrong);
    const references = [...about.keys, ...likeRight(answer, examples)];
    const opinion = {
      likelyShare: isRight ? 1 : 0,
      mayBeRight: isRight && mayBeRight(response, answer, { ...about, references }),
    };
    if (!isSure && certainty < model.certainFrom) return { ...opinion, share: null, certainty, isSure };
    if (!isRight) return { ...opinion, share: 0, certainty, isSure };
    return opinion.mayBeRight
      ? { ...opinion, share: 1, certainty, isSure }
      : { ...opinion, share: null, certainty, isSure: false };
  };
};

const noBand: MarkingBand = { marked: 0, right: null, wrong: null };

/** The band beside these marked answers. Answers with the same words count once. */
const bandBeside = (examples: readonly MarkedAnswer[], { marksFrom }: AnswerModel): MarkingBand => {
  const different = new Set(examples.map(({ text }) => text.words.join(' '))).size;
  return marksFrom.findLast(({ marked }) => marked <= different) ?? noBand;
};

const reaches = (certainty: number, from: number | null): boolean => from !== null && certainty >= from;

/** From this likeness on, two answers say the same thing or the same thing turned around. */
const minOrderLikeness = 0.6;

/** The share that teachers gave to answers with the same words, when they agree. */
const markOfEqualAnswer = (answer: AnswerText, marked: readonly MarkedAnswer[]): number | undefined => {
  const words = answer.words.join(' ');
  const [first, ...others] = marked.filter(({ text }) => text.words.join(' ') === words);
  return others.every(({ share }) => share === first?.share) ? first?.share : undefined;
};

/** The right answers that are so like this one that their order of words says something about it. */
const likeRight = (answer: AnswerText, marked: readonly MarkedAnswer[]): AnswerText[] =>
  marked
    .filter(({ text, share }) => share === 1 && answerLikeness(text, answer) >= minOrderLikeness)
    .map(({ text }) => text);

/**
 * Whether a likely answer may count as right without a teacher. An answer that only repeats the question,
 * turns every right answer around, speaks to its marker or is in another language never does, however alike
 * it is.
 */
const mayBeRight = (
  response: string,
  answer: AnswerText,
  { question, keys, references }: AnswerKeys & { readonly references: readonly AnswerText[] },
): boolean => {
  const added = [...answer.contentStems].filter((stem) => !question.stems.has(stem));
  const known = new Set([question, ...keys].flatMap(({ words }) => words));
  return (
    added.length > 0 &&
    keepsOrder(
      answer,
      references.filter((right) => !hasOtherNegation(answer, right)),
    ) &&
    !speaksToMarker(answer.words, known) &&
    !isOtherLanguage(response)
  );
};

/** Whether one of the right answers that share the most words with this one has them in the same order. */
const keepsOrder = (answer: AnswerText, references: readonly AnswerText[]): boolean => {
  const orders = references.map((right) => sharedOrderOf(answer, right));
  const most = Math.max(...orders.map(({ pairs }) => pairs));
  return orders.some(({ pairs, reversed }) => pairs === most && reversed === 0);
};
