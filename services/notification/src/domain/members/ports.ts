import type { FactStore } from '@ai-teacher/access/domain/record-facts.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Message } from '../inbox/ports.ts';

/** A person's place in an institution. */
export type Member = { readonly userId: string; readonly institutionId: string };
export type Registration = Member & { readonly role: Role; readonly registeredAt: Date };

export type MemberRepositories = {
  readonly members: {
    /** Inserts or updates a member. The later of two registrations counts. An erased member stays erased. */
    readonly register: (registration: Registration) => Promise<void>;
    /** Removes role and registration and records the erasure, also for an unknown person. */
    readonly erase: (member: Member, at: Date) => Promise<void>;
  };
  readonly notifications: {
    /**
     * Erases the notifications of a person and, from those of guardians, the person's results. Replaces the
     * text of the admins' notifications about the person.
     */
    readonly eraseAllOf: (
      personId: string,
      textForAdmins: Pick<Message, 'title' | 'body' | 'codedText'>,
    ) => Promise<void>;
  };
  /** A job exists if and only if its transaction commits. */
  readonly jobs: {
    readonly catchUp: (student: { userId: string }) => Promise<void>;
  };
  readonly facts: Pick<FactStore, 'removePerson'>;
  readonly inbox: Inbox;
};
