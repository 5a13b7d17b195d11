import { questionIn } from '../src/domain/evidence/message/question-in.ts';
import { selectSupport } from '../src/domain/evidence/support/select-support.ts';
import type { Support } from '../src/domain/evidence/support/support.ts';
import { type Frames, firstFrames } from './frames-one.ts';
import { otherFrames } from './frames-other.ts';
import restrictingFrames from './frames-restricting.json' with { type: 'json' };
import spokenFrames from './frames-spoken.json' with { type: 'json' };
import tunedFrames from './frames-tuned.json' with { type: 'json' };
import { furtherFrames } from './frames-two.ts';
import unseenFrames from './frames-unseen.json' with { type: 'json' };

export const frames: Frames = { ...firstFrames, ...furtherFrames };

export type FramedQuestion = {
  readonly language: string;
  readonly question: string;
  readonly expected: string;
};

/** Every frame with every term of its language, and each of the other frames with one of the terms. */
export const framedQuestions = (): FramedQuestion[] =>
  Object.entries(frames).flatMap(([language, table]) => {
    const terms = Object.entries(table.book);
    const ask = (frame: string, [term, expected]: (typeof terms)[number]): FramedQuestion => ({
      language,
      question: frame.replace('{}', term),
      expected,
    });
    return [
      ...table.frames.flatMap((frame) => terms.map((term) => ask(frame, term))),
      ...(otherFrames[language] ?? []).flatMap((frame, at) =>
        terms.slice(at % terms.length, (at % terms.length) + 1).map((term) => ask(frame, term)),
      ),
    ];
  });

/** Each frame of a list by language, with every term of its language. */
const questionsOf = (lists: Readonly<Record<string, readonly string[]>>): FramedQuestion[] =>
  Object.entries(lists).flatMap(([language, ofLanguage]) =>
    ofLanguage.flatMap((frame) =>
      Object.entries(frames[language]?.book ?? {}).map(([term, expected]) => ({
        language,
        question: frame.replace('{}', term),
        expected,
      })),
    ),
  );

/** Further frames. They were written before their first measurement, and then tuned the rules. */
export const tunedQuestions = (): FramedQuestion[] => questionsOf(tunedFrames);

/**
 * Frames of another author, who saw neither the rules nor the other lists. No rule is tuned on them. They
 * state how far the rules reach.
 */
export const unseenQuestions = (): FramedQuestion[] => questionsOf(unseenFrames);

/**
 * Frames as pupils, parents and teachers write in a chat: abbreviations, spoken forms, Latin letters, the
 * term first, a pronoun for the term. The even ones tune the rules; the odd ones are kept apart.
 */
export const spokenQuestions = (half: 'tuning' | 'apart'): FramedQuestion[] =>
  questionsOf(
    Object.fromEntries(
      Object.entries(spokenFrames).map(([language, list]) => [
        language,
        list.filter((_, at) => at % 2 === (half === 'tuning' ? 0 : 1)),
      ]),
    ),
  );

/** Questions that ask for more than the meaning of their term, which the books do not say. */
export const restrictingQuestions = (): FramedQuestion[] => questionsOf(restrictingFrames);

/** The book of a language as one text. */
export const bookOf = (language: string): string =>
  [...new Set(Object.values(frames[language]?.book ?? {}))].join(
    /^(?:zh|ja|th)/u.test(language) ? '\n' : ' ',
  );

const supportFor = ({ language, question }: FramedQuestion): Support => {
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
  return selectSupport(questionIn(question), [passage]);
};

/** Whether a framed question is answered by the sentence that answers the bare question. */
export const isAnswered = (framed: FramedQuestion): boolean =>
  supportFor(framed).quotes[0]?.quote === framed.expected;

export const isDeclined = (framed: FramedQuestion): boolean => !supportFor(framed).supported;
