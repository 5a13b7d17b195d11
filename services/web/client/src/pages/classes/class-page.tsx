import { archiveClass, changeClass, listClasses, readClass } from '@ai-teacher/contracts/user/classes.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useAction, useAnswer } from '../../api/calls.ts';
import { showPeriod } from '../../language/days.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { FaultNotice, Note } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import { JoinCodes } from './join-codes.tsx';
import { Members } from './members.tsx';

type Shown = { readonly id: string; readonly title: string; readonly archivedAt: string | null };

const RenameSheet = ({ shown, onClose }: { readonly shown: Shown; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const changing = useAction(changeClass, [readClass, listClasses]);
  const [title, setTitle] = useState(shown.title);
  const rename = async (): Promise<void> => {
    await changing.mutateAsync({ params: { id: shown.id }, body: { title: title.trim() } });
    onClose();
  };
  return (
    <FormSheet
      title={t('classes.rename')}
      action={t('shell.save')}
      onSubmit={rename}
      onClose={onClose}
      isPending={changing.isPending}
      fault={changing.error}
    >
      <Field label={t('classes.title')} value={title} onChange={setTitle} isRequired />
    </FormSheet>
  );
};

/** The actions of an admin on a class as a whole. */
const AdminActions = ({ shown }: { readonly shown: Shown }) => {
  const { t } = useTranslation();
  const [isRenaming, setRenaming] = useState(false);
  const archiving = useAction(archiveClass, [readClass, listClasses]);
  return (
    <>
      <Button onPress={() => setRenaming(true)}>{t('classes.rename')}</Button>
      {shown.archivedAt === null ? (
        <Confirm
          title={t('classes.archive')}
          text={t('classes.archiveText')}
          action={t('classes.archive')}
          onConfirm={() => archiving.mutate({ params: { id: shown.id } })}
        >
          <Button isPending={archiving.isPending} look="danger">
            {t('classes.archive')}
          </Button>
        </Confirm>
      ) : null}
      <FaultNotice fault={archiving.error} />
      {isRenaming ? <RenameSheet shown={shown} onClose={() => setRenaming(false)} /> : null}
    </>
  );
};

const ClassPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const isAdmin = useMe().role === 'admin';
  return (
    <Loaded answer={useAnswer(readClass, { params: { id } })}>
      {(shown) => (
        <Page
          title={shown.title}
          lead={showPeriod(shown)}
          actions={isAdmin ? <AdminActions shown={shown} /> : undefined}
        >
          {shown.archivedAt === null ? null : <Note>{t('classes.archived')}</Note>}
          <Members classId={id} isOpen={shown.archivedAt === null} />
          <JoinCodes classId={id} isOpen={shown.archivedAt === null} />
        </Page>
      )}
    </Loaded>
  );
};

export default ClassPage;
