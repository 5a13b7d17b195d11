import { definedSubject } from '../framing/defined-subject.ts';
import { comparedTerms } from '../message/compared-terms.ts';
import type { Passage } from '../passage.ts';
import { definitionOf } from './subject-support.ts';

/**
 * The things whose meaning a question asks for and no passage states. The other words of the question may
 * have kept their definitions out of the search, so they are worth a search of their own.
 */
export const undefinedSubjects = (question: string, passages: readonly Passage[]): readonly string[] => {
  const subject = definedSubject(question, passages);
  const asked = comparedTerms(question) ?? (subject === undefined || subject === question ? [] : [subject]);
  return asked.filter((term) => definitionOf(term, passages) === undefined);
};
