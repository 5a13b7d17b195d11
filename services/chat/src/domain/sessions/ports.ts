import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { TokenUse } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { AnswerMode, Message, Owner, Session } from '../ports.ts';

export type PageRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** Every method with an owner sees the sessions of this owner only. */
export type Sessions = {
  readonly find: (owner: Owner, id: string) => Promise<Session | undefined>;
  /** Newest first. */
  readonly list: (owner: Owner, page: PageRequest) => Promise<Listed<Session>>;
  /** Removes the session with its messages; false when the owner has no such session. */
  readonly remove: (owner: Owner, id: string) => Promise<boolean>;
  readonly removeAllOf: (userId: string) => Promise<void>;
};

/** A complete answer, as its reader may read it today. */
export type StoredAnswer = Message & {
  readonly sessionId: string;
  readonly mode: AnswerMode;
  readonly supported: boolean;
};

export type Messages = {
  /** Undefined when there is no complete answer with this id. */
  readonly findAnswer: (id: string) => Promise<StoredAnswer | undefined>;
  /** Oldest first. */
  readonly list: (sessionId: string, page: PageRequest) => Promise<Listed<Message>>;
};

export type Withdrawals = {
  /** Erases what rests on a document for all readers but `readerId`; for all readers when it is null. */
  readonly withdraw: (lost: {
    readonly documentId: string;
    readonly readerId: string | null;
    readonly at: Date;
  }) => Promise<void>;
};

export type Repositories = {
  readonly sessions: Sessions;
  readonly messages: Messages;
  readonly tokenUse: Pick<TokenUse, 'removeAllOf'>;
  readonly withdrawals: Withdrawals;
  readonly inbox: Inbox;
};
