import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { dayOfUse, type TokenBudgetDeps } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

/** The model is asked to keep its answer below this number. */
export const maxAnswerTokens = 1_500;
/** The tokens that the format of a model adds to a message, for its role and its delimiters. */
const tokensPerMessage = 16;

const bytesOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/**
 * An upper bound for a text in a natural language: one token per two bytes. Measured tokens per byte: Chinese
 * 0.44, Hindi 0.38, English 0.19.
 */
export const maxTokensOfText = (bytes: number): number => Math.ceil(bytes / 2);

/**
 * An upper bound for the tokens of a prompt.
 *
 * @param ours rules and sources, counted as text.
 * @param typed texts of the user, counted by the byte: a user may choose expensive text. Random letters reach
 * one token per byte, and no tokenizer makes more of a byte.
 */
export const maxTokensOfPrompt = ({
  ours,
  typed,
  messages,
}: {
  readonly ours: readonly string[];
  readonly typed: readonly string[];
  readonly messages: number;
}): number => maxTokensOfText(bytesOf(ours)) + bytesOf(typed) + messages * tokensPerMessage;

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
