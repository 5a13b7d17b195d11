import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { Checkbox } from '../../parts/fields/checkbox.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { Listing } from '../../parts/page.tsx';
import type { Assignment, Target } from './assignments.ts';

type FieldsProps = {
  readonly assignments: readonly Assignment[];
  readonly onChange: (assignments: readonly Assignment[]) => void;
};

/** Chooses the whole institution or classes, each with its own times where they differ from the exam's. */
export const AssignmentFields = ({ assignments, onChange }: FieldsProps) => {
  const { t } = useTranslation();
  const list = useList(listClasses, { query: { limit: 100 } });
  const keyOf = ({ classId, unitId }: Target): string => classId ?? unitId ?? 'institution';
  const toggle = (target: Target, isChosen: boolean): void => {
    const others = assignments.filter((one) => keyOf(one) !== keyOf(target));
    onChange(isChosen ? [...others, { ...target, opens: '', closes: '' }] : others);
  };
  const change = (target: Target, part: Partial<Assignment>): void =>
    onChange(assignments.map((one) => (keyOf(one) === keyOf(target) ? { ...one, ...part } : one)));
  const row = (target: Target, label: string) => {
    const chosen = assignments.find((one) => keyOf(one) === keyOf(target));
    return (
      <li key={keyOf(target)} className="stack">
        <Checkbox isSelected={chosen !== undefined} onChange={(isChosen) => toggle(target, isChosen)}>
          {label}
        </Checkbox>
        {chosen === undefined ? null : (
          <div className="joined-fields many">
            <Field
              label={t('sharing.opensFor', { name: label })}
              type="datetime-local"
              value={chosen.opens}
              onChange={(opens) => change(target, { opens })}
            />
            <Field
              label={t('sharing.closesFor', { name: label })}
              type="datetime-local"
              value={chosen.closes}
              onChange={(closes) => change(target, { closes })}
            />
          </div>
        )}
      </li>
    );
  };
  const units = assignments.filter(({ unitId }) => unitId !== undefined);
  return (
    <fieldset className="types">
      <legend className="label">{t('sharing.assignTo')}</legend>
      <p className="soft">{t('sharing.timesText')}</p>
      <ul className="list">
        {row({ institution: true }, t('documents.institution'))}
        {units.map(({ unitId = '' }) => row({ unitId }, t('sharing.unit', { id: unitId.slice(0, 8) })))}
      </ul>
      <Listing list={list} empty={<p className="soft">{t('sharing.noClasses')}</p>}>
        {(classes) => <ul className="list">{classes.map(({ id, title }) => row({ classId: id }, title))}</ul>}
      </Listing>
    </fieldset>
  );
};
