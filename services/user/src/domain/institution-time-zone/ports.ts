import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';

export type InstitutionTimeZone = {
  /** An IANA time zone name. */
  readonly timeZone: string;
  /** 0 for the default. */
  readonly version: number;
  readonly changedBy: string | null;
};

/** The days of institutions. */
export type InstitutionDays = {
  /** The day of an instant in the time zone of an institution, as `2026-09-01`. */
  readonly of: (institutionId: string, instant: Date) => Promise<string>;
};

export type TimeZoneRepositories = {
  readonly timeZones: {
    readonly find: (institutionId: string) => Promise<InstitutionTimeZone | undefined>;
    /** Stores a choice with the next version. Undefined when the institution has this time zone already. */
    readonly change: (change: {
      readonly institutionId: string;
      readonly timeZone: string;
      readonly changedBy: string;
      readonly at: Date;
    }) => Promise<InstitutionTimeZone | undefined>;
  };
  readonly outbox: Outbox;
};
