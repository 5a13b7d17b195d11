import { type Figure, figure, shown } from './figure.ts';
import type { PriceName, Workload } from './workload.ts';

/** The tokens of a month. */
export const tokensOf = (load: Workload): { prompts: Figure; answers: Figure } => {
  const answered =
    load.pupils * load['questions-per-day'] * load['school-days'] * (load['model-percent'] / 100);
  const formula = `${shown(load.pupils)} pupils × ${load['questions-per-day']} a day × ${load['school-days']} days × ${load['model-percent']} %`;
  const tokens = (name: string, each: number) =>
    figure(name, [answered * each, 'tokens'], `${formula} × ${shown(each)} tokens`);
  return {
    prompts: tokens('prompts', load['prompt-tokens']),
    answers: tokens('answers', load['answer-tokens']),
  };
};

export type Priced = {
  readonly name: string;
  readonly option: PriceName;
  /** Undefined without a price. */
  readonly cost: Figure | undefined;
};

/** The costs of a month, by item. An item without a price stays in the list. */
export const costsOf = (
  { prices }: Workload,
  {
    tokens,
    cores,
    memory,
    disk,
  }: {
    tokens: ReturnType<typeof tokensOf>;
    cores: number;
    memory: number;
    disk: number;
  },
): Priced[] => {
  const item = (name: string, option: PriceName, [amount, unit]: readonly [number, string]): Priced => {
    const price = prices[option];
    if (price === undefined) return { name, option, cost: undefined };
    return {
      name,
      option,
      cost: figure(name, [amount * price, 'a month'], `${shown(amount)} ${unit} × ${shown(price)}`),
    };
  };
  return [
    item('tokens of prompts', 'prompt-price', [tokens.prompts.value / 1e6, 'million tokens']),
    item('tokens of answers', 'answer-price', [tokens.answers.value / 1e6, 'million tokens']),
    item('processors', 'core-price', [cores, 'processors']),
    item('memory', 'memory-price', [memory, 'GiB']),
    item('disk', 'disk-price', [disk, 'GiB']),
  ];
};
