import type { Inputs } from '../inputs/inputs.ts';
import type { StartModel } from './simulate.ts';

/** Refusals begin later than this in a burst of one second, so the model refuses none. */
const maxWaitSeconds = 60;

/** The simulation of the burst that the inputs hold, with the capacity that the same run measured. */
export const burstModel = ({ burst }: Inputs): StartModel => ({
  arrivals: burst.arrivals,
  windowSeconds: burst.seconds,
  jitterSeconds: 0,
  capacityPerSecond: burst.capacityPerSecond,
  maxWaitSeconds,
  maxRetrySeconds: 1,
});
