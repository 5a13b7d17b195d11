/**
 * Attempts of a job until it is given up, by kind. After the nth attempt the queue waits e^n seconds, at
 * most six hours. A job that failed more than three times raises the alert `JobFailing`. A job that is given
 * up is an error in the log, raises `QueueFailing` and stays stored until its retention ends.
 */
export const attemptPolicy = {
  /** Attempts for a minute and a half. Then the next due time begins anew. */
  timetable: 5,
  /** Attempts for half an hour, for work on rows of the same service. */
  work: 8,
  /**
   * Attempts for 28 hours, for the delivery of an event to a service that is unavailable for a day, or that
   * refuses the event until the next day.
   */
  delivery: 14,
} as const;

/** Failures of one job after which operators are alerted. */
export const maxSilentFailures = 3;
