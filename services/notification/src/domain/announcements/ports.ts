import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { FactStore } from '@ai-teacher/access/domain/record-facts.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EventMessage, InboxRepositories } from '../inbox/ports.ts';

/** A message to the students of an institution, or of classes and units, and when it is of no more use. */
export type Announcement = EventMessage & {
  readonly audience: readonly AudienceKey[];
  readonly closesAt: Date | null;
};

/** A batch of an announcement's recipients: the students after the id `after`, or the first students. */
export type StudentBatch = { readonly eventId: string; readonly after: string | null };

/** Students of a class, or of a unit and everything below it, after the id `after`. */
export type AudienceBatch = {
  readonly institutionId: string;
  readonly key: AudienceKey;
  readonly after: string | null;
};

/** The announcements of an institution after the event id `after`, or the first ones. */
export type InstitutionBatch = { readonly institutionId: string; readonly after: string | null };

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
      audience: readonly AudienceKey[];
      since: Date;
      after: PlaceInTime | undefined;
      limit: number;
    }) => Promise<Announcement[]>;
    /** Whether an announcement to one of these is still of use. */
    readonly existsFor: (
      institutionId: string,
      audience: readonly AudienceKey[],
      now: Date,
    ) => Promise<boolean>;
    /**
     * Lists the ids of announcements to classes and units that are still of use, in order, behind `after`.
     */
    readonly listInUse: (wanted: {
      institutionId: string;
      now: Date;
      after: string | null;
      limit: number;
    }) => Promise<string[]>;
  };
  readonly members: {
    /** Finds a registered student and locks the student against erasure until the transaction ends. */
    readonly findStudent: (userId: string) => Promise<Student | undefined>;
    /**
     * Lists the ids of students who registered at or before `registeredUntil` and belong to the audience on
     * the day of `now`, in order, starting behind `after`. Locks these students against erasure until the
     * transaction ends.
     */
    readonly listStudents: (wanted: {
      institutionId: string;
      audience: readonly AudienceKey[];
      registeredUntil: Date;
      now: Date;
      after: string | null;
      limit: number;
      /** Only students without a notification of this event. */
      withoutNotificationOf?: string;
    }) => Promise<string[]>;
  };
  readonly notifications: Pick<InboxRepositories['notifications'], 'insert'>;
  /** A job exists if and only if its transaction commits. */
  readonly jobs: {
    readonly notifyStudents: (batch: StudentBatch) => Promise<void>;
    readonly catchUp: (student: { userId: string }) => Promise<void>;
    readonly catchUpAudience: (batch: AudienceBatch) => Promise<void>;
    readonly catchUpInstitution: (batch: InstitutionBatch) => Promise<void>;
    readonly catchUpMissed: (batch: StudentBatch) => Promise<void>;
  };
  readonly facts: FactStore;
  readonly standings: Standings;
  readonly inbox: Inbox;
};
