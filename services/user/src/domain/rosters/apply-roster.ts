import { rosterFiles } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { failure } from './check-roster.ts';
import type { RosterRepositories, Staging } from './ports.ts';

export type ApplyRosterDeps = {
  readonly unitOfWork: UnitOfWork<RosterRepositories>;
  readonly clock: Clock;
  readonly staging: Staging;
};

type Run = { readonly isLast: () => boolean; readonly signal: AbortSignal };

/**
 * The job that applies a confirmed bundle in bounded transactions. A step disappears in the transaction of
 * its effect, so an interrupted job continues with the steps that are left. Things are made from the
 * organisation to the enrolments, and ended in the opposite order. One event reports all changes.
 */
export const applyRoster =
  ({ unitOfWork, clock, staging }: ApplyRosterDeps) =>
  async ({ rosterId }: { readonly rosterId: string }, { isLast, signal }: Run): Promise<void> => {
    const roster = await unitOfWork.run(({ rosters }) => rosters.lockById(rosterId));
    if (roster === undefined || roster.status !== 'applying') return;
    const finish = (status: 'applied' | 'failed'): Promise<void> =>
      unitOfWork.run(async ({ rosters, rosterJobs, outbox }) => {
        if ((await rosters.lockById(rosterId))?.status !== 'applying') return;
        const faults = await staging.countFaults(rosterId);
        const problem = status === 'failed' ? failure : null;
        const endedAt = clock.now();
        const { institutionId } = roster;
        await rosters.change(rosterId, { status, problem, stage: status, faults, endedAt });
        // Also after a failure, because earlier steps had their effect.
        await rosterJobs.withdrawInvitations(institutionId);
        await outbox.publish({
          type: 'roster.applied',
          institutionId,
          subject: rosterId,
          data: { institutionId, rosterId, appliedAt: endedAt.toISOString() },
        });
      });
    try {
      let left = await staging.countSteps(rosterId);
      const total = Math.max(roster.total, left);
      const plan = [
        ...rosterFiles.map((file) => ({ file, part: 'made' as const })),
        ...rosterFiles.toReversed().map((file) => ({ file, part: 'ended' as const })),
      ];
      for (const { file, part } of plan) {
        for (;;) {
          signal.throwIfAborted();
          const count = await staging.applyNext(roster, file, part);
          if (count === 0) break;
          left -= count;
          const done = total - left;
          await unitOfWork.run(({ rosters }) =>
            rosters.change(rosterId, { stage: `applying ${file}`, done, total }),
          );
        }
      }
      await staging.linkGuardians(roster, signal);
      await staging.clearRows(rosterId, signal);
      await finish('applied');
    } catch (error) {
      if (isLast()) await finish('failed');
      throw error;
    }
  };
