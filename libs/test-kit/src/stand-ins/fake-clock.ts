/** A clock that stands still until a test advances it. */
export const createFakeClock = (start = new Date('2026-03-02T09:00:00.000Z')) => {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance: ({ seconds = 0, milliseconds = 0 }: { seconds?: number; milliseconds?: number }) => {
      now += seconds * 1_000 + milliseconds;
    },
  };
};
