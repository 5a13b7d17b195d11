import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { notificationCodes, resultTimes } from '@ai-teacher/contracts/notification/inbox.ts';
import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';

/** Events of which one person is notified. */
export type PersonalEvent = EnvelopeOf<
  'document.ready' | 'document.failed' | 'attempt.graded' | 'appeal.decided' | 'security.alert'
>;
/** Events of which students are notified: those of an institution, or of classes and units. */
export type AnnouncedEvent = EnvelopeOf<'exam.published'>;

/** Events of which the admins of an institution are notified. */
export type AdminEvent = EnvelopeOf<'admin.added' | 'registration-policy.changed'>;

/** The kind of a text with the values in it, from which a client writes it in the language of its reader. */
export type CodedText = {
  readonly code: (typeof notificationCodes)[number];
  /** The title of the document or exam, or the name of the account. */
  readonly name?: string;
  readonly reason?: string;
  readonly pages?: number;
  readonly score?: number;
  readonly maxScore?: number;
  readonly opensAt?: string;
  readonly closesAt?: string;
  readonly results?: (typeof resultTimes)[number];
};

/**
 * The text for a reader. `subject` is the document, exam, attempt or account of the message. `codedText` is
 * null in a message of an earlier version.
 */
export type Message = {
  readonly type: (PersonalEvent | AnnouncedEvent | AdminEvent)['type'];
  readonly title: string;
  readonly body: string;
  readonly codedText: CodedText | null;
  readonly subject: string;
};

/** A message with the event that it reports. */
export type EventMessage = Message & {
  readonly eventId: string;
  readonly institutionId: string;
  readonly occurredAt: Date;
};

export type Notification = Message & {
  readonly id: string;
  /** The time of the event, not of its delivery: a late delivery does not change the order of the list. */
  readonly createdAt: Date;
  readonly readAt: Date | null;
};

/** A notification with its place in the order in which notifications were stored. */
export type Arrival = Notification & { readonly place: string };

/** Reports when other transactions have stored notifications, in this process or in another. */
export type Arrivals = {
  /**
   * Calls `wake` after notifications of the person were stored, and after a time in which reports may have
   * been lost. The first report may come before the promise is fulfilled.
   *
   * @returns a function that ends the calls.
   * @throws Problem `database-unavailable`.
   */
  readonly watch: (personId: string, wake: () => void) => Promise<() => void>;
};

/** A person of an institution. For the caller, the values come from the verified token. */
export type Person = Pick<Principal, 'userId' | 'institutionId'>;

/** A person who receives a message, and the id of the new notification. */
export type Recipient = { readonly id: string; readonly personId: string };

export type InboxRepositories = {
  readonly notifications: {
    /** Inserts one notification per event and person. An existing notification stays unchanged. */
    readonly insert: (message: EventMessage, recipients: readonly Recipient[]) => Promise<void>;
    /** Replaces the text of all notifications about a subject, except those of `readerId`. */
    readonly rewrite: (
      subject: string,
      readerId: string | null,
      text: Pick<Message, 'title' | 'body' | 'codedText'>,
    ) => Promise<void>;
    /** @throws Problem `input-invalid` for a cursor of another list. */
    readonly list: (reader: Person, query: PageQuery) => Promise<Listed<Notification>>;
    /**
     * Lists the reader's notifications in the order in which they were stored, at most the newest 500. A
     * notification becomes visible when its transaction ends, at most a minute after it was stored. Therefore
     * the list begins a minute before `since` (default: now), or before the notification with the place
     * `after`, and a reader leaves out what it has seen. A place that no longer exists is before all others.
     */
    readonly listArrivals: (
      reader: Person,
      from: { readonly since?: Date } | { readonly after: string },
    ) => Promise<{ readonly arrivals: Arrival[]; readonly readAt: Date }>;
    /** The place of the notification that was stored last, `0` when there is none. */
    readonly latestPlace: (reader: Person) => Promise<string>;
    /** Returns false when the reader has no such notification. A repetition retains the first time. */
    readonly markRead: (reader: Person, id: string, now: Date) => Promise<boolean>;
  };
  readonly documents: {
    /** Stores that only `readerId` may read the document, or no person when it is null. */
    readonly forget: (document: {
      readonly documentId: string;
      readonly readerId: string | null;
      readonly at: Date;
    }) => Promise<void>;
    /** A concurrent `forget` waits until this transaction ends. */
    readonly isForgotten: (documentId: string, personId: string) => Promise<boolean>;
  };
  readonly members: {
    /**
     * Locks a person against erasure until the transaction ends. An unknown person is inserted.
     * Returns false when the person is erased.
     */
    readonly lockUnlessErased: (person: Person) => Promise<boolean>;
    /** Lists the ids of the present guardians of a student, in order. */
    readonly listGuardians: (student: Person) => Promise<string[]>;
    /**
     * Lists the ids of admins of an institution, in order, starting behind `after`. Locks these admins
     * against erasure until the transaction ends.
     */
    readonly listAdmins: (wanted: {
      readonly institutionId: string;
      readonly after: string | null;
      readonly limit: number;
    }) => Promise<string[]>;
  };
  readonly inbox: Inbox;
};
