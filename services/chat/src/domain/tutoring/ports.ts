import type { TokenUse } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { Passage, UnreadPages } from '../evidence/passage.ts';
import type { GroundedPart } from '../grounding/ground-answer.ts';
import type { AnswerMode, Message, Owner, Session } from '../ports.ts';
import type { ReadableMaterial, Reply } from '../requests/ports.ts';

/** How a question was changed before it was searched. */
export type Rewriting = 'none' | 'rules' | 'model';

/** One earlier message of the session. */
export type Turn = Pick<Message, 'author' | 'text'> & {
  /** Whether the material supports an answer; absent or null for questions. */
  readonly supported?: boolean | null;
};

export type PromptMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
};

export type Prompt = {
  readonly messages: readonly PromptMessage[];
  /** An upper bound for the tokens of the messages. */
  readonly maxInputTokens: number;
  /**
   * An upper bound for the tokens of prompt and answer; 0 without sources, because the model is not asked
   * then.
   */
  readonly maxTokens: number;
};

export type WriteRequest = {
  /** The question as the user typed it. */
  readonly question: string;
  /**
   * The text that the passages must answer: the question without courtesy, or a follow-up question as it was
   * rewritten from the conversation.
   */
  readonly query: string;
  /** The answer before, when the question asks for more of it; otherwise empty. */
  readonly shown: string;
  /** The reply to a message that asks no question; undefined for a question. */
  readonly reply?: Reply | undefined;
  /** Best first. */
  readonly passages: readonly Passage[];
  /** Pages in the scope of the question that could not be searched. */
  readonly unread: readonly UnreadPages[];
  /** The input of a model. */
  readonly prompt: Prompt;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
};

/** The tokens that a model used for an answer. */
export type Usage = {
  readonly model: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
};

/** A piece of an answer, in the order in which the pieces are written. */
export type AnswerPart =
  | GroundedPart
  /** One request to a model, also a failed one; `tokens` are estimated from above where none are reported. */
  | { readonly kind: 'usage'; readonly usage: Usage; readonly tokens: number }
  /** False when the material does not answer the question, or does not support all of the answer. */
  | { readonly kind: 'support'; readonly supported: boolean };

export type AnswerWriter = {
  readonly mode: AnswerMode;
  /**
   * Writes an answer part by part. The next part is written when the reader asks for it. Throws Problem
   * `model-unavailable` or `deadline-exceeded`, also after the first part; after an abort, any error. Before
   * it throws, it yields the usage. A reader that stops early therefore aborts the signal and reads to the
   * end.
   */
  readonly write: (request: WriteRequest) => AsyncIterable<AnswerPart>;
};

/**
 * The caller's material. Throws `knowledge-base-unavailable`, `document-not-found` and the other problems of
 * a search.
 */
export type Material = ReadableMaterial;

/**
 * Asks a model to rewrite a follow-up question. The text is empty when the model fails or is late, and after
 * an abort; `tokens` are those that the model used, or may have used.
 */
export type AskToRewrite = (prompt: {
  readonly messages: readonly PromptMessage[];
  readonly maxInputTokens: number;
  readonly signal: AbortSignal;
}) => Promise<{ readonly text: string; readonly tokens: number }>;

/** Bounds the questions that are prepared concurrently. */
export type Preparations = {
  /** Runs work at its turn. Throws Problem `overloaded` when the wait is too long, or is expected to be. */
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

/** The form of a text in which the search of sessions finds it; empty for a text without words. */
type Searchable = { readonly searchable: string };

/** A question as its session stores it. */
export type NewQuestion = Pick<Message, 'id' | 'text' | 'createdAt'> & Searchable;

export type NewAnswer = Omit<Message, 'author'> &
  Searchable & {
    /** The documents that the text rests on. */
    readonly documentIds: readonly string[];
    readonly mode: AnswerMode | null;
    readonly supported: boolean | null;
    readonly usage: Usage | null;
  };

/** How the reader of an answer read the material. */
export type AnswerReading = {
  readonly readerId: string;
  readonly since: Date;
  readonly knownLost: readonly string[];
};

/** An answer, and how its reader read the material. */
export type AnsweredRead = { readonly answer: NewAnswer; readonly read: AnswerReading };

/** Every method sees the sessions of the owner only. */
export type Sessions = {
  readonly find: (owner: Owner, id: string) => Promise<Session | undefined>;
  /**
   * Adds a session with its first question, in one statement. Adds nothing when the owner has `maxSessions`
   * or was erased. Further new sessions and the erasure of the owner wait until the transaction ends.
   */
  readonly open: (
    owner: Owner,
    session: Session,
    first: { readonly question: NewQuestion; readonly maxSessions: number },
  ) => Promise<OpeningOutcome>;
};

/** A session is opened neither beyond `maxSessions`, nor for a user whose account was deleted meanwhile. */
export type OpeningOutcome = 'opened' | 'full' | 'erased';

/** A question is not stored in a full session, nor in one that has been deleted meanwhile (`gone`). */
export type QuestionOutcome = 'stored' | 'full' | 'gone';

export type Messages = {
  /**
   * Adds a question to a session with fewer than `maxQuestions`, in one statement. Further questions of the
   * session wait until the transaction ends.
   */
  readonly addQuestion: (
    sessionId: string,
    question: NewQuestion,
    limit: { readonly maxQuestions: number },
  ) => Promise<QuestionOutcome>;
  /**
   * Adds an answer, in one statement, unless its reader lost one of its documents, except those in
   * `knownLost`, at `since` or later. A concurrent withdrawal waits until the transaction ends. A session
   * that has been deleted meanwhile stores nothing.
   *
   * @returns the documents that the reader lost; the answer is stored when `knownLost` contains all of them.
   */
  readonly addAnswer: (
    sessionId: string,
    answer: NewAnswer,
    read: AnswerReading,
  ) => Promise<readonly string[]>;
  /**
   * Adds to a stored question the text that was searched in its place. Does nothing when an answer of the
   * session was withdrawn, because the text may repeat its words. A concurrent withdrawal waits until the
   * transaction ends.
   */
  readonly addSearchQuery: (sessionId: string, questionId: string, searchQuery: string) => Promise<void>;
  /** The latest messages that contain text, oldest first. */
  readonly recent: (sessionId: string, count: number) => Promise<readonly Turn[]>;
};

/**
 * A question and its answer in one statement, under the rules of `Sessions.open`, `Messages.addQuestion` and
 * `Messages.addAnswer`. A refused question stores nothing. The answer is not stored when `lost`, the
 * documents that the reader lost, has one that `knownLost` does not contain; the question is stored then.
 */
export type Exchanges = {
  readonly open: (
    owner: Owner,
    session: Session,
    exchange: {
      readonly question: NewQuestion;
      readonly maxSessions: number;
      readonly answered: AnsweredRead;
    },
  ) => Promise<{ readonly outcome: OpeningOutcome; readonly lost: readonly string[] }>;
  readonly add: (
    sessionId: string,
    question: NewQuestion,
    exchange: { readonly maxQuestions: number; readonly answered: AnsweredRead },
  ) => Promise<{ readonly outcome: QuestionOutcome; readonly lost: readonly string[] }>;
};

export type Repositories = {
  readonly sessions: Sessions;
  readonly exchanges: Exchanges;
  readonly messages: Messages;
  readonly tokenUse: TokenUse;
};
