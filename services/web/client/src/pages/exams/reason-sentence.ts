import { type Sentence, sentenceOfAll } from '../../language/api-sentence.ts';

/** The reason why items could not be written. */
type Reason = { readonly reason: string; readonly reasonCodes?: readonly string[] | undefined };

export const sentenceOfReason = ({ reason, reasonCodes = [] }: Reason): Sentence =>
  sentenceOfAll(
    reasonCodes.map((code) => `exams.reason.${code}`),
    reason,
  );
