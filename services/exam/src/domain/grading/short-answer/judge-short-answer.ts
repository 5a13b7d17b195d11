import { roundedTo2 } from '../grade-response.ts';
import type { GradableItem, Grader, MarkedResponse, ModelJudgement } from '../ports.ts';
import { trainedModel } from './answer-model.ts';
import { judgeFor } from './judge-answer.ts';
import { writeFeedback } from './write-feedback.ts';

export const modelVersion = trainedModel.version;

/** Judges short answers to one item with the trained model, by the item's keys and its marked answers. */
export const judgeShortAnswer = (
  item: GradableItem,
  marked: readonly MarkedResponse[],
): ((response: string) => ModelJudgement) => {
  const judge = judgeFor({ stem: item.stem, keys: keysOf(item), quote: item.source.quote, marked });
  return (response) => {
    const { share, ...judgement } = judge(response);
    return {
      ...judgement,
      score: share === null ? null : roundedTo2(share * item.points),
      feedback: feedbackOn(item, { response, share }),
    };
  };
};

/** The feedback on a short answer that gets this share of the points. */
export const feedbackOn: Grader['feedback'] = (item, marked) =>
  writeFeedback({ stem: item.stem, keys: keysOf(item), source: item.source }, marked);

const keysOf = ({ key, alsoAccepted = [] }: GradableItem): string[] => [key, ...alsoAccepted].map(String);
