import type { OfflineOpinion } from '../../src/domain/grading/ports.ts';
import { type AnswerModel, trainedModel } from '../../src/domain/grading/short-answer/answer-model.ts';
import { type Judgement, judgeFor } from '../../src/domain/grading/short-answer/judge-answer.ts';
import { decideMark } from '../../src/domain/model-marking/decide-mark.ts';
import type { AnswerJudge, ModelJudgement } from '../../src/domain/model-marking/ports.ts';
import { judgingRequestOf } from '../../src/domain/model-marking/rubric.ts';
import type { CorpusQuestion } from './corpus.ts';
import { answersOf, seededSampling, trainingExamples } from './cross-validate.ts';
import { prepareQuestions } from './examples.ts';
import { fitRegression } from './regression.ts';

/** An answer with what people, the trained grader and the language model say about it. */
export type ComparedAnswer = {
  readonly isRight: boolean;
  readonly offline: Judgement;
  readonly judgement: ModelJudgement;
  readonly milliseconds: number;
};

type Asked = { readonly question: CorpusQuestion; readonly at: number; readonly model: AnswerModel };

export type ComparisonOptions = {
  readonly judge: AnswerJudge;
  /** The maximum number of answers, which are drawn by a seed. */
  readonly limit: number;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Called after each answer. */
  readonly onProgress?: (done: number, total: number) => void;
};

const folds = 5;

/**
 * The trained grader for each question: the shipped weights for answers that the training has not seen, or
 * weights of the other folds, so that no answer is judged by weights that have seen its question.
 */
const gradersOf = (
  questions: readonly CorpusQuestion[],
  areUnseen: boolean,
): ((at: number) => AnswerModel) => {
  if (areUnseen) return () => trainedModel;
  const prepared = prepareQuestions(questions);
  const models = Array.from({ length: folds }, (_, fold): AnswerModel => {
    const sampling = seededSampling();
    const others = prepared.filter((_question, at) => at % folds !== fold);
    const examples = others.flatMap((question) => trainingExamples(question, answersOf(question), sampling));
    return { ...trainedModel, ...fitRegression(examples) };
  });
  return (at) => models[at % folds] ?? trainedModel;
};

/**
 * Asks the language model and the trained grader about the same answers, without any marked answer
 * beside them.
 */
export const compareGraders = async (
  questions: readonly CorpusQuestion[],
  { areUnseen }: { readonly areUnseen: boolean },
  { judge, limit, concurrency, onProgress }: ComparisonOptions,
): Promise<ComparedAnswer[]> => {
  const graderOf = gradersOf(questions, areUnseen);
  const all = questions.flatMap((question, number) =>
    question.answers.map((_, at): Asked => ({ question, at, model: graderOf(number) })),
  );
  const drawn = seededSampling().sample([...all.keys()], limit);
  const compared: ComparedAnswer[] = [];
  const waiting = drawn.values();
  const work = async (): Promise<void> => {
    for (const number of waiting) {
      const asked = all[number];
      if (asked !== undefined) compared.push(await compare(judge, asked));
      onProgress?.(compared.length, drawn.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return compared;
};

const compare = async (judge: AnswerJudge, { question, at, model }: Asked): Promise<ComparedAnswer> => {
  const { text = '', isRight = false } = question.answers[at] ?? {};
  const { stem, keys } = question;
  const quote = keys.join(' ');
  const [key = '', ...alsoAccepted] = keys;
  const source = { documentId: '', pageNumber: 1, pageLabel: '', span: { start: 0, end: 0 }, quote };
  const startedAt = performance.now();
  const request = judgingRequestOf({ stem, key, alsoAccepted, source }, text);
  const judgement = await judge.judge(request, new AbortController().signal);
  const milliseconds = performance.now() - startedAt;
  return {
    isRight,
    offline: judgeFor({ stem, keys, quote, marked: [] }, model)(text),
    judgement,
    milliseconds,
  };
};

/**
 * The result of a grader for one answer. `mark` is null when a teacher decides; `saysRight` is its
 * tendency.
 */
export type Verdict = {
  readonly isRight: boolean;
  readonly saysRight: boolean;
  readonly mark: boolean | null;
};

export const verdictOfWeights = ({ isRight, offline }: ComparedAnswer): Verdict => ({
  isRight,
  saysRight: offline.likelyShare === 1,
  mark: offline.isSure && offline.share !== null ? offline.share === 1 : null,
});

/** The model by itself, and as the service lets it mark: beside the trained grader. */
export const verdictOfModel = (
  { isRight, offline, judgement }: ComparedAnswer,
  { minConfidence, alone }: { readonly minConfidence: number; readonly alone: boolean },
): Verdict => {
  if (judgement.kind !== 'judged') return { isRight, saysRight: false, mark: null };
  const { verdict } = judgement;
  const saysRight = verdict.criteria.every(({ score }) => score === 1);
  const opinion: OfflineOpinion = alone ? { likelyShare: saysRight ? 1 : 0, mayBeRight: true } : offline;
  const decision = decideMark(verdict, opinion, { minConfidence });
  return { isRight, saysRight, mark: 'share' in decision ? decision.share === 1 : null };
};
