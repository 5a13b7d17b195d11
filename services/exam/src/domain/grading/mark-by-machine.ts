import type { ItemKey } from '../item-writing/drafts/item-draft.ts';
import { roundedTo2 } from './grade-response.ts';
import type {
  GradableItem,
  Grader,
  MachineMark,
  MarkedExample,
  MarkedExamples,
  MarkedResponse,
  ModelJudgement,
} from './ports.ts';

/** Their comparison costs the square of their number. More of them gain little. */
export const maxExamples = 40;

/**
 * Marks a response without a teacher: by a rule, otherwise by the model where its verdict is sure and the
 * exam's teacher lets it mark. `score` is null when a teacher must decide.
 */
export const markByMachine = async (
  { grader, marks }: { grader: Grader; marks: MarkedExamples },
  {
    examId,
    item,
    response,
  }: { examId: string; item: GradableItem & { readonly id: string }; response: ItemKey | null },
): Promise<MachineMark> => {
  const rule = grader.grade(item, response);
  if (rule.score !== null || item.type !== 'short_answer' || typeof response !== 'string') return rule;
  if (!(await marks.marksByMachine(examId))) return rule;
  const examples = await marks.examplesOf(item.id, maxExamples);
  return sureMarkOf(grader, grader.judge(item, sharesOf(item, examples))(response)) ?? rule;
};

/** The mark of a sure judgement; undefined for every other one. */
export const sureMarkOf = (
  { modelVersion: version }: Pick<Grader, 'modelVersion'>,
  { score, feedback, certainty, isSure }: ModelJudgement,
): MachineMark | undefined =>
  isSure && score !== null
    ? { score, feedback, machine: { kind: 'model', version, confidence: roundedTo2(certainty) } }
    : undefined;

/** Marked examples with the share of the points that their teacher gave. */
export const sharesOf = (
  { points }: Pick<GradableItem, 'points'>,
  examples: readonly MarkedExample[],
): MarkedResponse[] =>
  examples.map(({ response, score }) => ({
    response: String(response),
    share: points === 0 ? 0 : score / points,
  }));
