import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { TokenUse } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { AnswerMode, Message, Owner, Session } from '../ports.ts';
import type { WantedWord } from '../searchable-form.ts';

export type PageRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
};

export type WantedWords = readonly WantedWord[];

/** Every method with an owner sees the sessions of this owner only. */
export type Sessions = {
  readonly find: (owner: Owner, id: string) => Promise<Session | undefined>;
  /** Newest first. */
  readonly list: (owner: Owner, page: PageRequest) => Promise<Listed<Session>>;
  /** Those of which one message contains all words, newest first. Without words, none. */
  readonly search: (owner: Owner, words: WantedWords, page: PageRequest) => Promise<Listed<Session>>;
  /** Removes the session with its messages; false when the owner has no such session. */
  readonly remove: (owner: Owner, id: string) => Promise<boolean>;
  /**
   * Removes all sessions of a deleted user. A question of the user that is under way opens no session
   * afterwards.
   */
  readonly erase: (userId: string) => Promise<void>;
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
  readonly list: (
    sessionId: string,
    page: PageRequest & { readonly order: 'oldest' | 'newest' },
  ) => Promise<Listed<Message>>;
};

export type MessageSearch = {
  /** Locks messages with text that the search does not know, by ascending id. */
  readonly lockUnindexed: (page: {
    readonly after: string | undefined;
    readonly limit: number;
  }) => Promise<readonly (Pick<Message, 'id' | 'author' | 'text'> & { readonly sessionId: string })[]>;
  readonly add: (
    messages: readonly {
      readonly id: string;
      readonly sessionId: string;
      readonly searchable: string;
    }[],
  ) => Promise<void>;
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
  readonly messageSearch: MessageSearch;
  readonly tokenUse: Pick<TokenUse, 'removeAllOf'>;
  readonly withdrawals: Withdrawals;
  readonly inbox: Inbox;
};
