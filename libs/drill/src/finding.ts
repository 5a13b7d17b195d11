/** One acknowledged write that the system lost, doubled or changed, or work that is stuck. */
export type Finding = {
  /** The kind of the write, such as `answers`. */
  readonly kind: string;
  readonly harm: 'lost' | 'twice' | 'changed' | 'stuck';
  readonly text: string;
};

/** A finding about a thing that does not exist exactly once, or up to `max` times. Empty when it does. */
export const unlessOnce = (kind: string, thing: string, count: number, max = 1): Finding[] => {
  if (count >= 1 && count <= max) return [];
  return [{ kind, harm: count === 0 ? 'lost' : 'twice', text: `${thing}: ${count} times` }];
};
