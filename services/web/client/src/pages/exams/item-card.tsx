import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeItem, deleteItem, regenerateItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { BookOpen, Pencil, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { showNumber } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm, Sheet } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { ShownAnswer } from './shown-answer.tsx';

type ItemProps = { readonly examId: string; readonly item: Item };

/** The rules of a numeric item with another unit and tolerance. An empty unit asks for a plain number. */
const quantityOf = (
  { quantity }: Item,
  { unit, tolerance }: { readonly unit: string; readonly tolerance: number },
) => {
  const { unit: _, ...rules } = quantity ?? {};
  return { ...rules, tolerance, ...(unit.trim() === '' ? {} : { unit }) };
};

const QuantityFields = ({
  unit,
  tolerance,
}: {
  readonly unit: readonly [string, (unit: string) => void];
  readonly tolerance: readonly [string, (tolerance: string) => void];
}) => {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('items.unit')} hint={t('items.unitHint')} value={unit[0]} onChange={unit[1]} />
      <Field label={t('items.tolerance')} type="number" value={tolerance[0]} onChange={tolerance[1]} />
    </>
  );
};

/** Edits the words, the points and a key of text of an item. */
const EditSheet = ({ examId, item, onClose }: ItemProps & { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const saving = useAction(changeItem, [readExam]);
  const [stem, setStem] = useState(item.stem);
  const [points, setPoints] = useState(String(item.points));
  const [options, setOptions] = useState(item.options ?? []);
  const isNumeric = item.type === 'numeric';
  const hasTextKey = isNumeric || item.type === 'cloze' || item.type === 'short_answer';
  const [key, setKey] = useState(hasTextKey ? String(item.key) : '');
  const [unit, setUnit] = useState(item.quantity?.unit ?? '');
  const [tolerance, setTolerance] = useState(String(item.quantity?.tolerance ?? 0));
  const save = async (): Promise<void> => {
    const body = {
      stem,
      points: Number(points),
      ...(item.options === undefined ? {} : { options: [...options] }),
      ...(hasTextKey ? { key } : {}),
      ...(isNumeric ? { quantity: quantityOf(item, { unit, tolerance: Number(tolerance) }) } : {}),
    };
    await saving.mutateAsync({ params: { id: examId, itemId: item.itemId }, body });
    onClose();
  };
  return (
    <Sheet title={t('items.edit')} isOpen onClose={onClose}>
      <Field label={t('items.stem')} rows={3} value={stem} onChange={setStem} />
      {options.map(({ optionId, text }, index) => (
        <Field
          key={optionId}
          label={t('items.option', { number: index + 1 })}
          value={text}
          onChange={(changed) =>
            setOptions(
              options.map((option) => (option.optionId === optionId ? { optionId, text: changed } : option)),
            )
          }
        />
      ))}
      {hasTextKey ? <Field label={t('items.key')} rows={2} value={key} onChange={setKey} /> : null}
      {isNumeric ? <QuantityFields unit={[unit, setUnit]} tolerance={[tolerance, setTolerance]} /> : null}
      <Field label={t('items.pointsLabel')} type="number" value={points} onChange={setPoints} />
      <FaultNotice fault={saving.error} />
      <div className="actions end">
        <Button onPress={onClose}>{t('shell.cancel')}</Button>
        <Button
          look="primary"
          isPending={saving.isPending}
          onPress={() => void save().catch(() => undefined)}
        >
          {t('shell.save')}
        </Button>
      </div>
    </Sheet>
  );
};

const ItemActions = ({ examId, item }: ItemProps) => {
  const { t } = useTranslation();
  const [isEditing, setEditing] = useState(false);
  const params = { params: { id: examId, itemId: item.itemId } };
  const removal = useAction(deleteItem, [readExam]);
  const renewal = useAction(regenerateItem, [readExam]);
  return (
    <>
      <FaultNotice fault={renewal.error ?? removal.error} />
      <div className="actions">
        <Button small onPress={() => setEditing(true)}>
          <Pencil size={15} aria-hidden="true" />
          {t('items.edit')}
        </Button>
        <Button small isPending={renewal.isPending} onPress={() => renewal.mutate(params)}>
          <RefreshCw size={15} aria-hidden="true" />
          {t('items.regenerate')}
        </Button>
        <Confirm
          title={t('items.delete')}
          text={item.stem}
          action={t('items.delete')}
          onConfirm={() => removal.mutate(params)}
        >
          <Button small look="danger">
            <Trash2 size={15} aria-hidden="true" />
            {t('items.delete')}
          </Button>
        </Confirm>
      </div>
      {isEditing ? <EditSheet examId={examId} item={item} onClose={() => setEditing(false)} /> : null}
    </>
  );
};

/** The key; of a numeric item with its unit and its tolerance. */
const keyWithUnit = ({ key, quantity }: Item): Item['key'] => {
  if (typeof key !== 'string' || quantity === undefined) return key;
  const { tolerance = 0, unit = '' } = quantity;
  return `${key}${tolerance === 0 ? '' : ` ± ${showNumber(tolerance)}`} ${unit}`.trim();
};

/** An item as its teacher sees it: the words, the key, and the sentence of the book that it comes from. */
export const ItemCard = ({
  examId,
  item,
  number,
  isEditable,
}: ItemProps & { readonly number: number; readonly isEditable: boolean }) => {
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
        <span className="tag">{t(`items.type.${type}`)}</span>
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
        <div>
          <p className="label">{t('items.key')}</p>
          <ShownAnswer answer={keyWithUnit(item)} options={options} prompts={item.prompts} />
        </div>
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
      <blockquote className="source" dir="auto">
        <p>{source.quote}</p>
        <ButtonLink small look="quiet" href={href} dir={i18n.dir()}>
          <BookOpen size={15} aria-hidden="true" />
          {t('sitting.source', { label: source.pageLabel })}
        </ButtonLink>
      </blockquote>
      {isEditable ? <ItemActions examId={examId} item={item} /> : null}
    </li>
  );
};
