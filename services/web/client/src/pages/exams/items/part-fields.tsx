import { useTranslation } from 'react-i18next';
import { Button } from '../../../parts/button.tsx';
import { Field } from '../../../parts/fields/field.tsx';
import { type Part, withPart } from './edited-item.ts';

type PartFieldsProps = {
  readonly parts: readonly Part[];
  readonly max: number;
  readonly onChange: (parts: readonly Part[]) => void;
  readonly labelOf: (number: number) => string;
  /** The word on the button that adds a field. */
  readonly add: string;
};

/** A field for each option or prompt of an item, and a button that adds one. */
export const PartFields = ({ parts, max, onChange, labelOf, add }: PartFieldsProps) => {
  const { t } = useTranslation();
  return (
    <>
      {parts.map(({ id, text }, index) => (
        <Field
          key={id}
          label={labelOf(index + 1)}
          value={text}
          onChange={(changed) =>
            onChange(parts.map((part) => (part.id === id ? { id, text: changed } : part)))
          }
        />
      ))}
      <div className="row">
        <span className="hint">{t('items.emptyParts')}</span>
        {parts.length < max ? (
          <Button small onPress={() => onChange(withPart(parts))}>
            {add}
          </Button>
        ) : null}
      </div>
    </>
  );
};
