import { createClass, listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { listCourses } from '@ai-teacher/contracts/user/courses.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodeChoices } from '../../api/academics.ts';
import { useAction } from '../../api/calls.ts';
import { useWholeList } from '../../api/read-all.ts';
import { pickName } from '../../language/pick-name.ts';
import { Button } from '../../parts/button.tsx';
import { Sheet } from '../../parts/dialogs/dialog.tsx';
import { SheetForm } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { FaultNotice, Waiting } from '../../parts/notice.tsx';
import { useGoFromHere } from '../../shell/go-from-here.ts';

type SheetProps = { readonly onClose: () => void; readonly onCourse: () => void };

const NewClassForm = ({ onClose, onCourse }: SheetProps) => {
  const { t } = useTranslation();
  const go = useGoFromHere();
  const courses = useWholeList(listCourses, { query: {} });
  const units = useNodeChoices('organisation');
  const creating = useAction(createClass, [listClasses]);
  const [title, setTitle] = useState('');
  const [course, setCourse] = useState('');
  const [unit, setUnit] = useState('');
  if (courses.items === undefined || units.items === undefined)
    return courses.fault || units.fault ? <FaultNotice fault={courses.fault ?? units.fault} /> : <Waiting />;
  if (courses.items.length === 0)
    return (
      <>
        <p>{t('classes.needsCourse')}</p>
        <div className="actions end">
          <Button look="primary" onPress={onCourse}>
            {t('classes.newCourse')}
          </Button>
        </div>
      </>
    );
  const courseId = course || (courses.items[0]?.id ?? '');
  const unitId = unit || (units.items[0]?.id ?? '');
  const create = async (): Promise<void> => {
    const { id } = await creating.mutateAsync({ body: { title: title.trim(), courseId, unitId } });
    await go(`/app/classes/${id}`);
  };
  return (
    <SheetForm
      action={t('classes.create')}
      onSubmit={create}
      onClose={onClose}
      isPending={creating.isPending}
      fault={creating.error}
    >
      <Field label={t('classes.title')} value={title} onChange={setTitle} isRequired />
      <WholeChooser
        label={t('classes.course')}
        choices={courses.items.map(({ id, names }) => ({ id, label: pickName(names) }))}
        list={courses}
        value={courseId}
        onChange={setCourse}
      />
      <WholeChooser
        label={t('classes.unit')}
        choices={units.items}
        list={units}
        value={unitId}
        onChange={setUnit}
      />
    </SheetForm>
  );
};

/** Asks for the title, the course and the unit of a new class, and opens it. */
export const NewClassSheet = (props: SheetProps) => {
  const { t } = useTranslation();
  return (
    <Sheet title={t('classes.new')} isOpen onClose={props.onClose}>
      <NewClassForm {...props} />
    </Sheet>
  );
};
