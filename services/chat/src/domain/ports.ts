import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Citation, Passage } from './evidence/passage.ts';

export type AnswerMode = 'extractive' | 'generative';
export type MessageStatus = 'complete' | 'incomplete' | 'failed';

/** One earlier message of the session, as a writer may see it. */
export type Turn = {
  author: 'user' | 'assistant';
  text: string;
};

export type WriteRequest = {
  question: string;
  /** Best first. */
  passages: readonly Passage[];
  /** Oldest first, already cut to what may be sent. */
  history: readonly Turn[];
  /** Aborted when the client leaves. */
  signal: AbortSignal;
  /** Told how many of a model's tokens were used, each time it was asked; also when the answer failed. */
  onTokens: (used: number) => void;
};

/** A piece of an answer in the order in which it is written; a citation follows the marker that names it. */
export type AnswerPart = { kind: 'text'; text: string } | { kind: 'citation'; citation: Citation };

/** What a model used for an answer. */
export type Usage = {
  model: string;
  inputTokens: number | null;
  outputTokens: number | null;
};

export type Written = {
  /** False when the material does not answer the question, or does not bear out all of the answer. */
  supported: boolean;
  usage: Usage | null;
};

export type AnswerWriter = {
  readonly mode: AnswerMode;
  /**
   * Writes an answer part by part; the next is written when `say` has ended.
   * Throws Problem `model-unavailable` or `deadline-exceeded`, also half-way; any error once the signal is aborted.
   */
  write(request: WriteRequest, say: (part: AnswerPart) => Promise<void>): Promise<Written>;
};

/** The writer that can speak now. Throws `model-unavailable` while none can. */
export type ChooseWriter = () => AnswerWriter;

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
