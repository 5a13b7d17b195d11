import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { endEnrolment, listClassEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { showCalendarDay } from '../../language/days.ts';
import { Button } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { useMe } from '../../shell/session.tsx';
import { AddSheet } from './add-sheet.tsx';
import { InviteSheet } from './invite-sheet.tsx';

type Member = ReadOf<typeof listClassEnrolments>['items'][number];
type MembersProps = { readonly classId: string; readonly isOpen: boolean };

const nameOf = ({ personName, personId }: Member): string => personName || personId.slice(0, 8);

const MemberActions = ({ member }: { readonly member: Member }) => {
  const { t } = useTranslation();
  const ending = useAction(endEnrolment, [listClassEnrolments]);
  return (
    <>
      <Confirm
        title={t('classes.remove')}
        text={t('classes.removeText', { name: nameOf(member) })}
        action={t('classes.remove')}
        onConfirm={() => ending.mutate({ params: { id: member.id }, body: {} })}
      >
        <Button isPending={ending.isPending} small look="danger">
          {t('classes.remove')}
        </Button>
      </Confirm>
      <FaultNotice fault={ending.error} />
    </>
  );
};

const MembersTable = ({ members }: { readonly members: readonly Member[] }) => {
  const { t } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const columns: readonly Column<Member>[] = [
    { id: 'name', label: t('classes.name'), sortValue: nameOf, cell: nameOf },
    {
      id: 'role',
      label: t('classes.role'),
      sortValue: ({ role }) => role,
      cell: ({ role }) => t(`classes.roles.${role}`),
    },
    {
      id: 'since',
      label: t('classes.since'),
      sortValue: ({ from }) => from,
      cell: ({ from }) => showCalendarDay(from),
    },
    {
      id: 'actions',
      label: t('classes.actions'),
      cell: (member) => (isAdmin || member.role === 'student' ? <MemberActions member={member} /> : null),
    },
  ];
  return <DataTable label={t('classes.members')} columns={columns} rows={members} keyOf={({ id }) => id} />;
};

/** The people of a class, and the ways to add some. */
export const Members = ({ classId, isOpen }: MembersProps) => {
  const { t } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const [open, setOpen] = useState<'add' | 'invite'>();
  const list = useList(listClassEnrolments, { params: { id: classId }, query: { limit: 100 } });
  const actions = isOpen ? (
    <>
      {isAdmin ? (
        <Button small onPress={() => setOpen('add')}>
          {t('classes.add')}
        </Button>
      ) : null}
      <Button small onPress={() => setOpen('invite')}>
        {t('classes.invite')}
      </Button>
    </>
  ) : undefined;
  return (
    <Section title={t('classes.members')} actions={actions}>
      <Listing
        list={list}
        empty={<EmptyState title={t('classes.noMembers')}>{t('classes.noMembersText')}</EmptyState>}
      >
        {(members) => <MembersTable members={members} />}
      </Listing>
      {open === 'add' ? <AddSheet classId={classId} onClose={() => setOpen(undefined)} /> : null}
      {open === 'invite' ? <InviteSheet classId={classId} onClose={() => setOpen(undefined)} /> : null}
    </Section>
  );
};
