import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { Listing } from '../page.tsx';
import { Checkbox } from './checkbox.tsx';

type BoxesProps = {
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
};

/** The classes of a teacher, or of an admin's institution, as boxes to tick. */
export const ClassBoxes = ({ chosen, onChange }: BoxesProps) => {
  const { t } = useTranslation();
  const list = useList(listClasses, { query: { limit: 100 } });
  const toggle = (id: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <fieldset className="types">
      <legend className="label">{t('sharing.classes')}</legend>
      <Listing list={list} empty={<p className="soft">{t('sharing.noClasses')}</p>}>
        {(classes) =>
          classes.map(({ id, title }) => (
            <Checkbox key={id} isSelected={chosen.has(id)} onChange={(isChosen) => toggle(id, isChosen)}>
              {title}
            </Checkbox>
          ))
        }
      </Listing>
    </fieldset>
  );
};
