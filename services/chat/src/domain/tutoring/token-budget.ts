import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { dayOfUse, type TokenBudgetDeps } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { maxAnswerTokens } from './estimate-tokens.ts';
import type { Repositories } from './ports.ts';

/** Whether the user's day has no room for another answer. */
export const isBudgetSpent = async (
  {
    unitOfWork,
    clock,
    tokenBudget,
  }: TokenBudgetDeps & { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'tokenUse'>> },
  userId: string,
): Promise<boolean> => {
  if (tokenBudget === undefined) return false;
  const day = dayOfUse(clock.now());
  const used = await unitOfWork.run(({ tokenUse }) => tokenUse.used(userId, day), { readOnly: true });
  return used + maxAnswerTokens > tokenBudget.tokensPerDay;
};

/** Problem `token-budget-exhausted`, which says when the next day begins. */
export const budgetExhausted = (now: Date): Problem => {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return new Problem('token-budget-exhausted', {
    detail: 'No answer fits into what is left of today’s tokens. A new day begins at midnight UTC.',
    retryAfterSeconds: Math.max(1, Math.ceil((midnight - now.getTime()) / 1_000)),
  });
};
