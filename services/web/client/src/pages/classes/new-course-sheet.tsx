import { listAcademicSessions } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createCourse, listCourses } from '@ai-teacher/contracts/user/courses.ts';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodeChoices } from '../../api/academics.ts';
import { useAction } from '../../api/calls.ts';
import { useWholeList } from '../../api/read-all.ts';
import { pickName } from '../../language/pick-name.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Sheet } from '../../parts/dialogs/dialog.tsx';
import { SheetForm } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { FaultNotice, Waiting } from '../../parts/notice.tsx';

type SheetProps = { readonly onClose: () => void };

const NewCourseForm = ({ onClose }: SheetProps) => {
  const { t } = useTranslation();
  const years = useWholeList(listAcademicSessions, { query: {} });
  const subjects = useNodeChoices('curriculum');
  const creating = useAction(createCourse, [listCourses]);
  const [name, setName] = useState('');
  const [year, setYear] = useState('');
  const [subject, setSubject] = useState('');
  if (years.items === undefined || subjects.items === undefined)
    return years.fault || subjects.fault ? (
      <FaultNotice fault={years.fault ?? subjects.fault} />
    ) : (
      <Waiting />
    );
  if (years.items.length === 0 || subjects.items.length === 0)
    return (
      <>
        <p>{t('classes.needsYear')}</p>
        <div className="actions end">
          <ButtonLink look="primary" href="/app/organisation">
            {t('classes.toOrganisation')}
          </ButtonLink>
        </div>
      </>
    );
  const sessionId = year || (years.items[0]?.id ?? '');
  const nodeId = subject || (subjects.items[0]?.id ?? '');
  const create = async (): Promise<void> => {
    const names = [{ locale: i18next.language, name: name.trim() }];
    await creating.mutateAsync({ body: { sessionId, nodeId, names } });
    onClose();
  };
  return (
    <SheetForm
      action={t('classes.create')}
      onSubmit={create}
      onClose={onClose}
      isPending={creating.isPending}
      fault={creating.error}
    >
      <Field label={t('classes.courseName')} value={name} onChange={setName} isRequired />
      <WholeChooser
        label={t('classes.year')}
        choices={years.items.map(({ id, names }) => ({ id, label: pickName(names) }))}
        list={years}
        value={sessionId}
        onChange={setYear}
      />
      <WholeChooser
        label={t('classes.subject')}
        choices={subjects.items}
        list={subjects}
        value={nodeId}
        onChange={setSubject}
      />
    </SheetForm>
  );
};

/** Asks what a new course teaches, and in which year or term. */
export const NewCourseSheet = (props: SheetProps) => {
  const { t } = useTranslation();
  return (
    <Sheet title={t('classes.newCourse')} isOpen onClose={props.onClose}>
      <NewCourseForm {...props} />
    </Sheet>
  );
};
