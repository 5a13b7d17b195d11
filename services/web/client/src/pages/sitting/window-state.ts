/** The time in which a student can start an exam; null: no bound. A release of the results ends it too. */
type Window = {
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  readonly releasedAt: string | null;
};

/**
 * Whether an exam can be started, by the clock of the device. The server decides, because that clock may be
 * wrong.
 *
 * @param now milliseconds since 1970.
 */
export const windowState = (
  { opensAt, closesAt, releasedAt }: Window,
  now: number,
): 'later' | 'due' | 'ended' => {
  if (releasedAt !== null) return 'ended';
  if (opensAt !== null && now < Date.parse(opensAt)) return 'later';
  return closesAt !== null && now >= Date.parse(closesAt) ? 'ended' : 'due';
};
