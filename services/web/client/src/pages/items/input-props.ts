import type { blankItem } from '@ai-teacher/contracts/exam/items.ts';
import type { z } from 'zod';
import type { Response } from '../sitting/outbox/response-outbox.ts';

export type BlankItem = z.output<typeof blankItem>;
export type InputProps = {
  readonly item: BlankItem;
  readonly value: Response | undefined;
  readonly onChange: (response: Response) => void;
};
