import { bareQuestion } from '../src/domain/evidence/bare-question.ts';
import { selectSupport } from '../src/domain/evidence/support/select-support.ts';
import { type Frames, firstFrames } from './frames-one.ts';
import { furtherFrames } from './frames-two.ts';

export const frames: Frames = { ...firstFrames, ...furtherFrames };

export type FramedQuestion = {
  readonly language: string;
  readonly question: string;
  readonly expected: string;
};

/** Every frame with every term of its language. */
export const framedQuestions = (): FramedQuestion[] =>
  Object.entries(frames).flatMap(([language, table]) =>
    table.frames.flatMap((frame) =>
      Object.entries(table.book).map(([term, expected]) => ({
        language,
        question: frame.replace('{}', term),
        expected,
      })),
    ),
  );

/** The book of a language as one text. */
export const bookOf = (language: string): string =>
  [...new Set(Object.values(frames[language]?.book ?? {}))].join(
    /^(?:zh|ja|th)/u.test(language) ? '\n' : ' ',
  );

/** Whether a framed question is answered by the sentence that answers the bare question. */
export const isAnswered = ({ language, question, expected }: FramedQuestion): boolean => {
  const text = bookOf(language);
  const passage = {
    documentId: '',
    chunkId: language,
    title: '',
    text,
    pageLabel: '',
    pageNumber: 1,
    headingPath: [],
  };
  return selectSupport(bareQuestion(question), [passage]).quotes[0]?.quote === expected;
};
