import type { BloomLevel } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { GenerationReasonCode } from '@ai-teacher/contracts/exam/generation-reasons.ts';

const levelRefusal = (bloom: BloomLevel): string =>
  `Without a model, items of the level “${bloom}” cannot be written.`;
const noFurtherItem = 'The documents support no further item of these types with a certain answer.';

/** The sentences about items that could not be written, by their codes. A reason consists of some of them. */
export const reasonSentences: Readonly<Record<GenerationReasonCode, string>> = {
  'documents-lost': 'The documents were deleted or hidden.',
  'draft-limit-reached':
    'You own as many drafts as a teacher may own. Publish or delete one of them, and generate the exam again.',
  'drafts-rejected': 'Two drafts of the model did not pass.',
  failed: 'The items could not be written. Generate the exam again.',
  'hard-items': 'Without a model, hard items cannot be written.',
  'level-analyse': levelRefusal('analyse'),
  'level-apply': levelRefusal('apply'),
  'level-create': levelRefusal('create'),
  'level-evaluate': levelRefusal('evaluate'),
  'model-failed': 'The model was not available.',
  'no-fitting-page': 'No page of the documents fits the topic, the chapters, the pages and the language.',
  'no-further-item': `${noFurtherItem} Add documents that define more terms.`,
  'no-further-item-of-types': `${noFurtherItem} Allow more item types, or add documents that define more terms.`,
  'repetitions-left-out': 'Items that repeat those of the teacher’s earlier exams were left out.',
  'tokens-spent': 'The tokens of the day do not suffice for the model.',
};

const codes = Object.keys(reasonSentences) as GenerationReasonCode[];

/**
 * The codes of the sentences of a reason, each once, in their order. Reasons are stored as sentences, so
 * those of earlier versions have codes, too.
 *
 * @returns undefined when the reason has a sentence without a code.
 */
export const reasonCodesOf = (reason: string): GenerationReasonCode[] | undefined => {
  const found = new Set<GenerationReasonCode>();
  for (let rest = reason; rest !== ''; ) {
    const code = codes.find((known) => rest.startsWith(reasonSentences[known]));
    if (code === undefined) return undefined;
    found.add(code);
    rest = rest.slice(reasonSentences[code].length).trimStart();
  }
  return found.size === 0 ? undefined : [...found];
};
