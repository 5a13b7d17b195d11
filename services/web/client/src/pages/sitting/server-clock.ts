/** Words that a student types in the last second need this time to reach the server. */
const marginSeconds = 1;
/** The server closes an overdue attempt this long after its deadline at the earliest. */
const closingSeconds = 2;
/** More frequent reads would cost more than the saved responses: a student sends about one a minute. */
const maxWaitSeconds = 120;
const maxWaitAfterEndSeconds = 30;
const minWaitSeconds = marginSeconds + closingSeconds;

/**
 * The server's clock minus the clock of the page (`performance.now()`), in milliseconds. No correction of the
 * device's clock moves the clock of the page.
 *
 * @param date the header of an answer. The header has whole seconds and arrives late, so the largest
 * difference of all answers is the most accurate one.
 * @param earlier the difference of the earlier answers.
 */
export const serverOffset = (date: string | null, pageTime: number, earlier?: number): number =>
  Math.max((Date.parse(date ?? '') || Date.now()) - pageTime, earlier ?? Number.NEGATIVE_INFINITY);

/**
 * Seconds until the student's time is over, and negative seconds afterwards. The time is over a second before
 * the server's deadline, so that the server still accepts the last words. Null without a deadline.
 */
export const secondsLeft = (
  { deadlineAt, offset }: { readonly deadlineAt: string | null; readonly offset: number },
  pageTime: number,
): number | null =>
  deadlineAt === null ? null : (Date.parse(deadlineAt) - offset - pageTime) / 1_000 - marginSeconds;

/**
 * Milliseconds until an attempt in progress is read again: about two minutes, and less near its end. Students
 * of one exam do not read at the same moment.
 *
 * @param random from 0 to 1.
 */
export const millisecondsToNextRead = (seconds: number | null, random: number): number => {
  const left = seconds ?? maxWaitSeconds;
  const wait =
    left > 0
      ? Math.min(maxWaitSeconds, left + minWaitSeconds)
      : Math.min(maxWaitAfterEndSeconds, Math.max(minWaitSeconds, -left / 2));
  return Math.round(wait * (0.75 + random / 2) * 1_000);
};
