import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';

/** A session belongs to one user. */
export type Owner = Pick<Principal, 'userId' | 'institutionId'>;

export type Session = {
  readonly id: string;
  readonly title: string;
  readonly createdAt: Date;
};

/** The kind of writer: sentences of the material, or a language model. */
export type AnswerMode = 'extractive' | 'generative';

export type Message = {
  readonly id: string;
  readonly author: 'user' | 'assistant';
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Whether the answer was erased, because its reader may no longer read a document that it rests on. */
  readonly withdrawn: boolean;
  /** The search text in place of a question that leans on earlier messages. */
  readonly searchQuery?: string;
  readonly status: 'complete' | 'incomplete' | 'failed';
  readonly createdAt: Date;
};
