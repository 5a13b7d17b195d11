import type { addItem as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher } from '../exams/exam.ts';
import type { ExamLimits } from '../exams/limits.ts';
import type { ExamItem, Library } from '../exams/ports.ts';
import { findQuote } from '../item-writing/drafts/find-quote.ts';
import type { ItemSource, Quantity } from '../item-writing/drafts/item-draft.ts';
import { identifyLanguage } from '../item-writing/languages/material-language.ts';
import { decimalSignOf } from '../item-writing/quantities/read-number.ts';
import { pointsOf } from '../item-writing/rubrics/criteria.ts';
import { type EditableExam, type EditingRepositories, lockEditableExam } from './editable-exam.ts';
import { assertSoundItem } from './item-rules.ts';
import { withNeutralIds } from './neutral-ids.ts';
import { quantityOf } from './quantity-of.ts';
import { rubricOf } from './rubric-rules.ts';

export type AddItemDeps = {
  readonly unitOfWork: UnitOfWork<EditingRepositories>;
  readonly library: Pick<Library, 'readPage'>;
  readonly limits: Pick<ExamLimits, 'maxItemsPerExam'>;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

type AddItemInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal' | 'signal'>;

/**
 * Adds an item that the teacher wrote. The page is read outside the transaction, so that no transaction waits
 * for rag. The rights are checked before, and again when the item is stored.
 */
export const addItem =
  ({ unitOfWork, library, limits, identifiers }: AddItemDeps) =>
  async ({ params, body, principal, signal }: AddItemInput): Promise<ExamWithItems> => {
    const { source: given, options, prompts, scoring, type, stem, key } = body;
    const item = {
      type,
      stem,
      key,
      points: body.points ?? (body.criteria === undefined ? 1 : pointsOf(body.criteria)),
      ...(options === undefined ? {} : { options }),
      ...(prompts === undefined ? {} : { prompts }),
      ...(scoring === undefined ? {} : { scoring }),
      confusable: [],
      id: identifiers.uuid(),
    };
    const assertAddable = (editable: EditableExam): void => {
      if (editable.items.length >= limits.maxItemsPerExam)
        throw new Problem('too-many-items', {
          errors: [{ pointer: '', message: `may have at most ${limits.maxItemsPerExam} items` }],
        });
    };
    const target = { id: params.id, principal };
    await unitOfWork.run(
      async (repositories) => assertAddable(await lockEditableExam(repositories, target)),
      {
        isEffect: false,
      },
    );
    const { source, decimalSign } = await sourceOf(library, given, signal);
    return unitOfWork.run(async (repositories) => {
      const editable = await lockEditableExam(repositories, target);
      assertAddable(editable);
      const rules = { ...quantityOf(body, decimalSign), ...rubricOf(body, source) };
      const added: ExamItem = { ...item, ...rules, source };
      assertSoundItem(added, editable.items);
      await repositories.exams.addItem(editable.exam.id, withNeutralIds(added));
      return forTeacher(repositories.exams, editable.exam);
    });
  };

/**
 * The place of the quote on its page, and the decimal sign of the page. Blanks and line breaks may differ;
 * the stored quote is the page's own.
 *
 * @throws Problem `input-invalid` when the page does not exist or does not contain the quote.
 */
const sourceOf = async (
  library: AddItemDeps['library'],
  { documentId, pageNumber, quote }: AddItemInput['body']['source'],
  signal: AbortSignal,
): Promise<{ source: ItemSource } & Pick<Quantity, 'decimalSign'>> => {
  const page = await library.readPage(documentId.toLowerCase(), { pageNumber, signal });
  if (page === undefined) throw sourceFault('/source/pageNumber', 'must be a page of the document');
  const source = findQuote(page, quote);
  if (source === undefined) throw sourceFault('/source/quote', 'must stand on the page');
  return { source, decimalSign: decimalSignOf(identifyLanguage(page.text)) };
};

const sourceFault = (pointer: string, message: string): Problem =>
  new Problem('input-invalid', { errors: [{ pointer, message }] });
