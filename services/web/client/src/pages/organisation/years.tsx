import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import {
  archiveAcademicSession,
  createAcademicSession,
  listAcademicSessions,
} from '@ai-teacher/contracts/user/academic-sessions.ts';
import i18next from 'i18next';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { useWholeList } from '../../api/read-all.ts';
import { showPeriod, untilOf } from '../../language/days.ts';
import { pickName } from '../../language/pick-name.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';

type Year = ReadOf<typeof listAcademicSessions>['items'][number];
const noYear = 'none';

const NewYearSheet = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const ofYears = useWholeList(listAcademicSessions, { query: {} });
  const creating = useAction(createAcademicSession, [listAcademicSessions]);
  const [name, setName] = useState('');
  const [from, setFrom] = useState('');
  const [lastDay, setLastDay] = useState('');
  const [year, setYear] = useState(noYear);
  const create = async (): Promise<void> => {
    const names = [{ locale: i18next.language, name: name.trim() }];
    const parent = year === noYear ? {} : { parentId: year };
    await creating.mutateAsync({ body: { names, from, until: untilOf(lastDay), ...parent } });
    onClose();
  };
  const choices = (ofYears.items ?? [])
    .filter(({ parentId }) => parentId === null)
    .map(({ id, names }) => ({ id, label: pickName(names) }));
  return (
    <FormSheet
      title={t('organisation.newYear')}
      action={t('classes.create')}
      onSubmit={create}
      onClose={onClose}
      isPending={creating.isPending}
      fault={creating.error}
    >
      <Field label={t('organisation.name')} value={name} onChange={setName} isRequired />
      <Field label={t('organisation.from')} type="date" value={from} onChange={setFrom} isRequired />
      <Field label={t('organisation.lastDay')} type="date" value={lastDay} onChange={setLastDay} isRequired />
      <WholeChooser
        label={t('organisation.termOf')}
        list={ofYears}
        choices={[{ id: noYear, label: t('organisation.wholeYear') }, ...choices]}
        value={year}
        onChange={setYear}
      />
    </FormSheet>
  );
};

const YearRow = ({ year }: { readonly year: Year }) => {
  const { t } = useTranslation();
  const archiving = useAction(archiveAcademicSession, [listAcademicSessions]);
  return (
    <li className="card">
      <div className="row">
        <bdi className="strong">{pickName(year.names)}</bdi>
        <span className="tag">
          {t(year.parentId === null ? 'organisation.wholeYear' : 'organisation.term')}
        </span>
      </div>
      <div className="row">
        <span className="soft">{showPeriod(year)}</span>
        <Confirm
          title={t('organisation.archive')}
          text={t('organisation.archiveYearText')}
          action={t('organisation.archive')}
          onConfirm={() => archiving.mutate({ params: { id: year.id } })}
        >
          <Button isPending={archiving.isPending} small look="danger">
            {t('organisation.archive')}
          </Button>
        </Confirm>
      </div>
      <FaultNotice fault={archiving.error} />
    </li>
  );
};

/** The school years and terms, latest first. */
export const Years = () => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const list = useList(listAcademicSessions, { query: { limit: 100 } });
  return (
    <>
      <div className="actions end">
        <Button small look="primary" onPress={() => setOpen(true)}>
          <Plus size={15} aria-hidden="true" />
          {t('organisation.newYear')}
        </Button>
      </div>
      <Listing
        list={list}
        empty={<EmptyState title={t('organisation.noYears')}>{t('organisation.noYearsText')}</EmptyState>}
      >
        {(years) => (
          <ul className="list">
            {years.map((year) => (
              <YearRow key={year.id} year={year} />
            ))}
          </ul>
        )}
      </Listing>
      {isOpen ? <NewYearSheet onClose={() => setOpen(false)} /> : null}
    </>
  );
};
