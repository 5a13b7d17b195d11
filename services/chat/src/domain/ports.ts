import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Citation, Passage } from './evidence/passage.ts';
import type { GroundedPart } from './grounding/ground-answer.ts';

export type AnswerMode = 'extractive' | 'generative';
export type MessageStatus = 'complete' | 'incomplete' | 'failed';

/** One earlier message of the session, as a writer may see it. */
export type Turn = {
  author: 'user' | 'assistant';
  text: string;
};

export type PromptMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
};

export type Prompt = {
  readonly messages: readonly PromptMessage[];
  /** An upper bound for the tokens of the messages. */
  readonly maxInputTokens: number;
  /** An upper bound for the tokens of prompt and answer; 0 without sources, because the model is not asked then. */
  readonly maxTokens: number;
};

export type WriteRequest = {
  /** The question as the user typed it. */
  readonly question: string;
  /** The text that was searched for: the question, with the question before it when it says too little alone. */
  readonly query: string;
  /** Best first. */
  readonly passages: readonly Passage[];
  /** What a model is sent. */
  readonly prompt: Prompt;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
};

/** What a model used for an answer. */
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
   * Writes an answer part by part. The next part is written when the reader asks for it.
   * Throws Problem `model-unavailable` or `deadline-exceeded`, also after the first part; after an abort, any error. Before it
   * throws, it yields the usage. A reader that stops early therefore aborts the signal and reads to the end.
   */
  readonly write: (request: WriteRequest) => AsyncIterable<AnswerPart>;
};

/** The caller's material. Throws `knowledge-base-unavailable`, `document-not-found` and the other problems of a search. */
export type Material = {
  search(query: { query: string; limit: number; documentIds?: string[] | undefined }): Promise<Passage[]>;
};

export type Session = {
  id: string;
  title: string;
  createdAt: Date;
};

export type Message = {
  id: string;
  author: 'user' | 'assistant';
  text: string;
  citations: Citation[];
  status: MessageStatus;
  createdAt: Date;
};

export type NewMessage = Message & {
  sessionId: string;
  mode: AnswerMode | null;
  supported: boolean | null;
  usage: Usage | null;
};

export type Page<Item> = {
  items: readonly Item[];
  nextCursor: string | null;
};

export type PageRequest = {
  limit: number;
  cursor?: string | undefined;
};

export type Owner = {
  userId: string;
  institutionId: string;
};

/** Sessions belong to one person; every method sees the owner's own alone. */
export type Sessions = {
  find(owner: Owner, id: string): Promise<Session | undefined>;
  add(owner: Owner, session: Session): Promise<void>;
  list(owner: Owner, page: PageRequest): Promise<Page<Session>>;
  /** False when there was none. */
  remove(owner: Owner, id: string): Promise<boolean>;
  removeAllOf(userId: string): Promise<void>;
};

export type Messages = {
  /** False when the session has been deleted meanwhile: then nothing is kept. */
  add(message: NewMessage): Promise<boolean>;
  /** The last messages that hold text, oldest first. */
  recent(sessionId: string, count: number): Promise<Turn[]>;
  list(sessionId: string, page: PageRequest): Promise<Page<Message>>;
};

/** Tokens of a model by person, on the latest day (UTC, `YYYY-MM-DD`) on which they used any. */
export type TokenUse = {
  /** What is used, or set aside for answers under way, on this day. */
  used(userId: string, day: string): Promise<number>;
  /** Sets tokens aside in one step. The day they are booked on; undefined when it would then hold more than `most`: then nothing changed. */
  reserve(userId: string, wanted: { day: string; tokens: number; most: number }): Promise<string | undefined>;
  /** Adds to a day, or takes away; nothing when that day is over. */
  correct(userId: string, day: string, tokens: number): Promise<void>;
  removeAllOf(userId: string): Promise<void>;
};

export type Repositories = {
  sessions: Sessions;
  messages: Messages;
  tokenUse: TokenUse;
  inbox: Inbox;
};

/** One transaction; what the work throws rolls everything back. */
export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type Clock = {
  now(): Date;
};

export type Identifiers = {
  uuid(): string;
};
