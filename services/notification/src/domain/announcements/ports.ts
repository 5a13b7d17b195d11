import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EventMessage, InboxRepositories } from '../inbox/ports.ts';

/** A message to all students who belonged to the institution at the time of the event. */
export type Announcement = EventMessage;

/** A batch of an announcement's recipients: the students after the id `after`, or the first students. */
export type StudentBatch = { readonly eventId: string; readonly after: string | null };

export type Student = {
  readonly userId: string;
  readonly institutionId: string;
  readonly registeredAt: Date;
};

export type AnnouncementRepositories = {
  readonly announcements: {
    readonly insert: (
      announcement: Announcement,
      by: { readonly authorId: string; readonly storedAt: Date },
    ) => Promise<void>;
    /** The announcements of an author since an instant. Other announcements of the author wait. */
    readonly countOf: (authorId: string, since: Date) => Promise<number>;
    readonly find: (eventId: string) => Promise<Announcement | undefined>;
    /** Lists announcements of events at or after `since`, oldest first, starting behind `after`. */
    readonly listSince: (wanted: {
      institutionId: string;
      since: Date;
      after: PlaceInTime | undefined;
      limit: number;
    }) => Promise<Announcement[]>;
  };
  readonly members: {
    /** Finds a registered student and locks the student against erasure until the transaction ends. */
    readonly findStudent: (userId: string) => Promise<Student | undefined>;
    /**
     * Lists the ids of students who registered at or before `registeredUntil`, in order, starting behind
     * `after`.
     * Locks these students against erasure until the transaction ends.
     */
    readonly listStudents: (wanted: {
      institutionId: string;
      registeredUntil: Date;
      after: string | null;
      limit: number;
    }) => Promise<string[]>;
  };
  readonly notifications: Pick<InboxRepositories['notifications'], 'insert'>;
  /** A job exists if and only if its transaction commits. */
  readonly jobs: {
    readonly notifyStudents: (batch: StudentBatch) => Promise<void>;
  };
  readonly inbox: Inbox;
};
