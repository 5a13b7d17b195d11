import { bareQuestion } from '../bare-question.ts';
import { leansOnEarlier } from '../leans-on-earlier.ts';
import { withoutRemarks, withoutSource } from './without-remarks.ts';

/**
 * The question of a message without its frame. A pronoun in it may stand for something that the frame names.
 */
export const questionIn = (message: string): string => {
  const text = withoutRemarks(message);
  const question = withoutSource(bareQuestion(text));
  return leansOnEarlier(question) === 'pronoun' ? text : question;
};
