import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

/** What the domain needs of the world, in its own words. */

/** Events that one person is told of. */
export type PersonalEvent = EnvelopeOf<
  'document.ready' | 'document.failed' | 'attempt.graded' | 'security.alert'
>;
/** Events that every student of an institution is told of. */
export type PublicEvent = EnvelopeOf<'exam.published'>;

/** What a person reads; `subject` is the document, exam, attempt or account it is about. */
export type Message = {
  readonly type: PersonalEvent['type'] | PublicEvent['type'];
  readonly title: string;
  readonly body: string;
  readonly subject: string;
};

export type Notification = Message & {
  readonly id: string;
  /** When it happened, not when it was delivered: a late delivery does not change the order of things. */
  readonly createdAt: Date;
  readonly readAt: Date | null;
};

/** A message to all students who belonged to the institution when it happened. */
export type Announcement = Message & {
  readonly eventId: string;
  readonly institutionId: string;
  readonly occurredAt: Date;
};

export type Member = { readonly userId: string; readonly institutionId: string };
export type Registration = Member & { readonly role: Role; readonly registeredAt: Date };

/** Who looks at notifications, as the verified token says. */
export type Reader = { readonly userId: string; readonly institutionId: string };

export type ListRequest = { readonly limit: number; readonly after: PlaceInTime | undefined };

export type Repositories = {
  readonly members: {
    /**
     * Meets a person, known or not yet; false when the account is gone.
     * Whoever would erase this person waits until the transaction ends.
     */
    readonly meet: (member: Member) => Promise<boolean>;
    /** Somebody whose account is gone already stays gone; of two registrations the later one holds. */
    readonly register: (registration: Registration) => Promise<void>;
    /** A registered student; whoever would erase this person waits until the transaction ends. */
    readonly findStudent: (userId: string) => Promise<Registration | undefined>;
    /**
     * Ids of the students who had registered by then, in order, those after `after`.
     * Whoever would erase one of them waits until the transaction ends.
     */
    readonly listStudents: (wanted: {
      institutionId: string;
      registeredUntil: Date;
      after: string | null;
      limit: number;
    }) => Promise<string[]>;
    /** Forgets role and registration, and remembers that the person is gone, known before or not. */
    readonly erase: (member: Member, at: Date) => Promise<void>;
  };
  readonly notifications: {
    /** One per event and person: whoever has it already keeps that one. */
    readonly insert: (
      announcement: Announcement,
      recipients: readonly { id: string; personId: string }[],
    ) => Promise<void>;
    readonly list: (reader: Reader, request: ListRequest) => Promise<Notification[]>;
    /** False when the reader has no such notification; one that was read keeps its time. */
    readonly markRead: (reader: Reader, id: string, now: Date) => Promise<boolean>;
    readonly eraseOf: (personId: string) => Promise<void>;
  };
  readonly announcements: {
    readonly insert: (announcement: Announcement) => Promise<void>;
    readonly find: (eventId: string) => Promise<Announcement | undefined>;
    /** Those that happened at or after `since`, oldest first, those after `after`. */
    readonly listSince: (wanted: {
      institutionId: string;
      since: Date;
      after: PlaceInTime | undefined;
      limit: number;
    }) => Promise<Announcement[]>;
  };
  /** Work that follows in the background when, and only when, this transaction commits. */
  readonly jobs: {
    readonly tellStudents: (batch: StudentBatch) => Promise<void>;
    readonly catchUp: (student: { userId: string }) => Promise<void>;
  };
  readonly inbox: Inbox;
};

/** A stretch of an announcement's recipients: the students after `after`, or the first ones. */
export type StudentBatch = { readonly eventId: string; readonly after: string | null };

export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type World = {
  readonly unitOfWork: UnitOfWork;
  readonly clock: { readonly now: () => Date };
  readonly identifiers: { readonly uuid: () => string };
};
