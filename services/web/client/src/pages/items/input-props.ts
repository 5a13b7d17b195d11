import type { blankItem } from '@ai-teacher/contracts/exam/items.ts';
import type { z } from 'zod';

export type BlankItem = z.output<typeof blankItem>;
/** A response as the API takes it; null clears it. */
export type Response = string | string[] | boolean | Record<string, string> | null;

export type InputProps = {
  readonly item: BlankItem;
  readonly value: Response | undefined;
  readonly onChange: (response: Response) => void;
};
