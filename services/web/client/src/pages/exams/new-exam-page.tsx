import { generateExam, listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { followGeneration } from '@ai-teacher/contracts/exam/generations.ts';
import { defaultItemTypes, type ItemType, itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useBooks } from '../../api/books.ts';
import { api } from '../../api/calls.ts';
import { WorkFault } from '../../api/stream-faults.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/fields/checkbox.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { EmptyState, FaultNotice, Waiting } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Progress } from '../../parts/progress.tsx';
import { useEndOfWork } from '../../shell/ended-work.ts';
import { sentenceOfReason } from './reason-sentence.ts';

type Wish = {
  readonly book: string;
  readonly title: string;
  readonly count: number;
  readonly types: readonly ItemType[];
};

/** Generates an exam. Where a model writes, `onShare` receives the share of items that are written. */
const generate = async (
  { book, title, count, types }: Wish,
  onShare: (share: number) => void,
): Promise<string> => {
  const named = title.trim() === '' ? {} : { title: title.trim() };
  const body = { documentIds: [book], itemCount: count, types: [...types], ...named };
  const { answer, requestId } = await api.call(generateExam, { body });
  if ('examId' in answer) return answer.examId;
  for await (const { event, data } of api.follow(followGeneration, { params: { id: answer.generationId } })) {
    if (event === 'progress')
      onShare(data.progress.total === 0 ? 0 : data.progress.done / data.progress.total);
    if (event !== 'done') continue;
    if (data.draftId !== null) return data.draftId;
    const { reason, reasonCodes } = data;
    throw new WorkFault(
      reason === null ? i18next.t('exams.noDraft') : sentenceOfReason({ reason, reasonCodes }),
      requestId,
    );
  }
  throw new WorkFault(i18next.t('exams.noDraft'), requestId);
};

const TypeBoxes = ({
  types,
  onChange,
}: {
  readonly types: readonly ItemType[];
  readonly onChange: (types: readonly ItemType[]) => void;
}) => {
  const { t } = useTranslation();
  return (
    <fieldset className="types">
      <legend className="label">{t('exams.types')}</legend>
      {itemTypes.map((type) => (
        <Checkbox
          key={type}
          isSelected={types.includes(type)}
          onChange={(chosen) => onChange(chosen ? [...types, type] : types.filter((other) => other !== type))}
        >
          {t(`items.type.${type}`)}
        </Checkbox>
      ))}
    </fieldset>
  );
};

const useGeneration = () => {
  const client = useQueryClient();
  const [share, setShare] = useState<number>();
  const end = useEndOfWork('exam');
  const writing = useMutation({
    mutationFn: (wish: Wish) => generate(wish, setShare),
    meta: { work: 'exam' },
    onSuccess: async (examId) => {
      await client.invalidateQueries({ queryKey: [listExams.operationId] });
      await end.open(`/app/exams/${examId}`);
    },
  });
  return { writing, share };
};

const NewExamPage = () => {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const list = useBooks();
  const { items: books, fault, reload } = list;
  const [book, setBook] = useState(search.get('book') ?? '');
  const [title, setTitle] = useState('');
  const [count, setCount] = useState('8');
  const [types, setTypes] = useState<readonly ItemType[]>(defaultItemTypes);
  const { writing, share } = useGeneration();
  const chosen = book || (books?.[0]?.id ?? '');
  const isValid = chosen !== '' && types.length > 0 && Number(count) >= 1;
  if (books === undefined)
    return (
      <Page title={t('exams.new')} lead={t('exams.newLead')}>
        {fault ? <FaultNotice fault={fault} onRetry={reload} /> : <Waiting />}
      </Page>
    );
  if (books.length === 0)
    return (
      <Page title={t('exams.new')}>
        <EmptyState title={t('documents.empty')}>
          {t('documents.emptyText')}
          <ButtonLink href="/app/documents">{t('nav.documents')}</ButtonLink>
        </EmptyState>
      </Page>
    );
  return (
    <Page title={t('exams.new')} lead={t('exams.newLead')}>
      <SendingForm
        className="card"
        onSubmit={() => writing.mutateAsync({ book: chosen, title, count: Number(count), types })}
      >
        <WholeChooser
          label={t('ask.book')}
          choices={books.map((one) => ({ id: one.id, label: one.title }))}
          list={list}
          value={chosen}
          onChange={setBook}
        />
        <Field label={t('exams.title')} value={title} onChange={setTitle} hint={t('exams.titleHint')} />
        <Field label={t('exams.count')} value={count} onChange={setCount} type="number" inputMode="numeric" />
        <TypeBoxes types={types} onChange={setTypes} />
        <FaultNotice fault={writing.error} />
        <div className="hidden" role="status">
          {writing.isPending ? t('exams.writing') : null}
        </div>
        {writing.isPending ? <Progress label={t('exams.writing')} share={share} /> : null}
        <div className="actions end">
          <Button look="primary" type="submit" isDisabled={!isValid} isPending={writing.isPending}>
            {t('exams.generate')}
          </Button>
        </div>
      </SendingForm>
    </Page>
  );
};

export default NewExamPage;
