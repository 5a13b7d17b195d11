import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import {
  type WithdrawUnfitInvitationsDeps,
  withdrawUnfitInvitations,
} from '../domain/join-codes/withdraw-unfit-invitations.ts';
import { type ApplyRosterDeps, applyRoster } from '../domain/rosters/apply-roster.ts';
import { type CheckRosterDeps, checkRoster } from '../domain/rosters/check-roster.ts';
import { removeRoster } from '../domain/rosters/discard-roster.ts';
import type { RosterJobs } from '../domain/rosters/ports.ts';

/** Names of tasks are stored in the queue. Never give a name another meaning. */
const checkTask = 'check-roster';
const applyTask = 'apply-roster';
const removeTask = 'remove-roster';
const withdrawTask = 'withdraw-unfit-invitations';

const payload = z.strictObject({ rosterId: z.guid() });
const withdrawPayload = z.strictObject({ institutionId: z.guid() });

/** Enqueues jobs within the transaction of `em`. */
export const rosterJobs = (em: EntityManager): RosterJobs => ({
  check: (rosterId) => enqueue(em, checkTask, { rosterId }, { key: `${checkTask}:${rosterId}` }),
  remove: (rosterId) => enqueue(em, removeTask, { rosterId }, { key: `${removeTask}:${rosterId}` }),
  withdrawInvitations: (institutionId) => enqueue(em, withdrawTask, { institutionId }),
  apply: (rosterId) => enqueue(em, applyTask, { rosterId }, { key: `${applyTask}:${rosterId}` }),
});

export const rosterTasks = (
  deps: CheckRosterDeps & ApplyRosterDeps & WithdrawUnfitInvitationsDeps,
): Readonly<Record<string, Task>> => ({
  [checkTask]: task(payload, checkRoster(deps)),
  [applyTask]: task(payload, applyRoster(deps)),
  [removeTask]: task(payload, removeRoster(deps)),
  [withdrawTask]: task(withdrawPayload, withdrawUnfitInvitations(deps)),
});
