import { roundedTo2 } from '../grade-response.ts';
import type { GradableItem, MarkedResponse, ModelJudgement } from '../ports.ts';
import { trainedModel } from './answer-model.ts';
import { judgeFor } from './judge-answer.ts';
import { writeFeedback } from './write-feedback.ts';

export const modelVersion = trainedModel.version;

/** Judges short answers to one item with the trained model, by the item's keys and its marked answers. */
export const judgeShortAnswer = (
  item: GradableItem,
  marked: readonly MarkedResponse[],
): ((response: string) => ModelJudgement) => {
  const keys = [item.key, ...(item.alsoAccepted ?? [])].map(String);
  const judge = judgeFor({ stem: item.stem, keys, quote: item.source.quote, marked });
  return (response) => {
    const { share, certainty, isSure } = judge(response);
    return {
      score: share === null ? null : roundedTo2(share * item.points),
      feedback: writeFeedback({ stem: item.stem, keys, source: item.source }, { response, share }),
      certainty,
      isSure,
    };
  };
};
