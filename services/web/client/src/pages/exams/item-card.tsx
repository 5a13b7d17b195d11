import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { deleteItem, regenerateItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { BookOpen, Pencil, RefreshCw, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PressEvent } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { showNumber } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Rubric } from '../items/shown-criteria.tsx';
import { ShownKey } from '../items/shown-key.tsx';
import { ItemWarnings } from './items/item-warnings.tsx';

type ItemProps = { readonly examId: string; readonly item: Item };

const ItemActions = ({ examId, item, onEdit }: ItemProps & { readonly onEdit: () => void }) => {
  const { t } = useTranslation();
  const { itemId, revision } = item;
  // The dialog of the removal shows this item, so an item that was changed elsewhere stays.
  const known = { params: { id: examId, itemId }, query: revision === undefined ? {} : { revision } };
  const removal = useAction(deleteItem, [readExam]);
  const renewal = useAction(regenerateItem, [readExam]);
  const renew = async ({ target }: PressEvent): Promise<void> => {
    const list = target.closest<HTMLElement>('ol');
    await renewal.mutateAsync(known);
    // The new item has a card of its own, so the focus goes to the list.
    list?.focus();
  };
  return (
    <>
      <FaultNotice
        fault={renewal.error ?? removal.error}
        sentences={{ 'items-changed': t('items.itemConflict') }}
      />
      <div className="actions">
        <Button small onPress={onEdit}>
          <Pencil size={15} aria-hidden="true" />
          {t('items.edit')}
        </Button>
        <Button
          small
          isPending={renewal.isPending}
          onPress={(event) => void renew(event).catch(() => undefined)}
        >
          <RefreshCw size={15} aria-hidden="true" />
          {t('items.regenerate')}
        </Button>
        <Confirm
          title={t('items.delete')}
          text={item.stem}
          action={t('items.delete')}
          onConfirm={() => removal.mutate(known)}
        >
          <Button isPending={removal.isPending} small look="danger">
            <Trash2 size={15} aria-hidden="true" />
            {t('items.delete')}
          </Button>
        </Confirm>
      </div>
    </>
  );
};

/** An item as its teacher sees it: the words, the key, and the sentence of the book that it comes from. */
export const ItemCard = ({
  examId,
  item,
  number,
  onEdit,
  moves,
}: ItemProps & {
  readonly number: number;
  /** Opens the form of the item; undefined when the exam is no draft. */
  readonly onEdit?: () => void;
  /** The buttons that move the item. */
  readonly moves?: ReactNode;
}) => {
  const { t, i18n } = useTranslation();
  const { type, stem, options, key, points, source } = item;
  const isKey = (id: string): boolean => (Array.isArray(key) ? key.includes(id) : key === id);
  const href = `/app/books/${source.documentId}?page=${source.pageNumber}&quote=${encodeURIComponent(source.quote)}`;
  return (
    <li className="card">
      <div className="row">
        <span className="soft">
          {t('sitting.item', { number })} · {t('items.points', { count: points, points: showNumber(points) })}
        </span>
        <span className="actions">
          <span className="tag">{t(`items.type.${type}`)}</span>
          {moves}
        </span>
      </div>
      <p className="item-stem" dir="auto">
        {stem}
      </p>
      {item.type === 'ordering' && Array.isArray(key) ? (
        <ol className="item-options">
          {key.map((id) => (
            <li key={id} dir="auto">
              {options?.find(({ optionId }) => optionId === id)?.text ?? id}
            </li>
          ))}
        </ol>
      ) : options === undefined || item.type === 'matching' ? (
        <ShownKey item={item} />
      ) : (
        <ul className="item-options">
          {options.map(({ optionId, text }) => (
            <li key={optionId} className={isKey(optionId) ? 'is-key' : ''} dir="auto">
              {text}
              {isKey(optionId) ? <span className="hidden">{t('items.isKey')}</span> : null}
            </li>
          ))}
        </ul>
      )}
      <ItemWarnings examId={examId} item={item} isEditable={onEdit !== undefined} />
      {item.criteria === undefined ? null : <Rubric criteria={item.criteria} />}
      <blockquote className="source" dir="auto">
        <p>{source.quote}</p>
        <ButtonLink small look="quiet" href={href} dir={i18n.dir()}>
          <BookOpen size={15} aria-hidden="true" />
          {t('sitting.source', { label: source.pageLabel })}
        </ButtonLink>
      </blockquote>
      {onEdit === undefined ? null : <ItemActions examId={examId} item={item} onEdit={onEdit} />}
    </li>
  );
};
