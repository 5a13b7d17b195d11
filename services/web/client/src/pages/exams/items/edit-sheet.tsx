import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../api/calls.ts';
import { Button } from '../../../parts/button.tsx';
import { Sheet } from '../../../parts/dialog.tsx';
import { Field } from '../../../parts/field.tsx';
import { FaultNotice } from '../../../parts/notice.tsx';
import { MatchInput } from '../../sitting/match-input.tsx';
import { OrderInput } from '../../sitting/order-input.tsx';
import { type EditedCriterion, editedCriteria, givenCriteria, RubricFields } from './rubric-fields.tsx';

type EditProps = { readonly examId: string; readonly item: Item; readonly onClose: () => void };

const typesWithTextKey: ReadonlySet<Item['type']> = new Set([
  'cloze',
  'long_answer',
  'numeric',
  'short_answer',
]);

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

/** The key of an ordering or matching item, arranged as a student arranges a response. */
const ArrangedKey = ({
  item,
  arranged: [key, setKey],
}: {
  readonly item: Item;
  readonly arranged: readonly [Item['key'], (key: Item['key']) => void];
}) => {
  const { t } = useTranslation();
  const Input = item.type === 'ordering' ? OrderInput : MatchInput;
  return (
    <div>
      <p className="label">{t('items.key')}</p>
      <Input item={item} value={key} onChange={(changed) => setKey(changed ?? {})} />
    </div>
  );
};

/** Edits the words, the points, the key and the rubric of an item. */
export const EditSheet = ({ examId, item, onClose }: EditProps) => {
  const { t } = useTranslation();
  const saving = useAction(changeItem, [readExam]);
  const [stem, setStem] = useState(item.stem);
  const [points, setPoints] = useState(String(item.points));
  const [options, setOptions] = useState(item.options ?? []);
  const isNumeric = item.type === 'numeric';
  const hasTextKey = typesWithTextKey.has(item.type);
  const isArranged = item.type === 'ordering' || item.type === 'matching';
  const [key, setKey] = useState(hasTextKey ? String(item.key) : '');
  const [arranged, setArranged] = useState(item.key);
  const [criteria, setCriteria] = useState<readonly EditedCriterion[]>(editedCriteria(item.criteria ?? []));
  const [unit, setUnit] = useState(item.quantity?.unit ?? '');
  const [tolerance, setTolerance] = useState(String(item.quantity?.tolerance ?? 0));
  const save = async (): Promise<void> => {
    const body = {
      stem,
      ...(item.criteria === undefined ? { points: Number(points) } : { criteria: givenCriteria(criteria) }),
      ...(item.options === undefined ? {} : { options: [...options] }),
      ...(hasTextKey ? { key } : {}),
      ...(isArranged ? { key: arranged } : {}),
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
      {isArranged ? (
        <ArrangedKey item={{ ...item, options: [...options] }} arranged={[arranged, setArranged]} />
      ) : null}
      {item.criteria === undefined ? null : <RubricFields criteria={criteria} onChange={setCriteria} />}
      {isNumeric ? <QuantityFields unit={[unit, setUnit]} tolerance={[tolerance, setTolerance]} /> : null}
      {item.criteria === undefined ? (
        <Field label={t('items.pointsLabel')} type="number" value={points} onChange={setPoints} />
      ) : null}
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
