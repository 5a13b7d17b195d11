import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useList } from '../../api/calls.ts';
import { showDay } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { EmptyState } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import type { Account } from './account.ts';
import { AccountSheet } from './account-sheet.tsx';

const StateTags = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  return (
    <span className="actions">
      <span className={account.disabled ? 'tag bad' : 'tag good'}>
        {t(account.disabled ? 'people.disabled' : 'people.active')}
      </span>
      {account.verified ? null : <span className="tag warn">{t('people.unverified')}</span>}
    </span>
  );
};

const PeopleTable = ({ accounts }: { readonly accounts: readonly Account[] }) => {
  const { t } = useTranslation();
  const me = useMe();
  const [changing, setChanging] = useState<string>();
  const chosen = accounts.find(({ id }) => id === changing);
  const columns: readonly Column<Account>[] = [
    {
      id: 'name',
      label: t('entry.name'),
      sortValue: ({ name }) => name,
      cell: ({ name, email }) => name || email,
    },
    {
      id: 'email',
      label: t('entry.email'),
      sortValue: ({ email }) => email,
      cell: ({ email }) => <span dir="ltr">{email}</span>,
    },
    {
      id: 'role',
      label: t('people.role'),
      sortValue: ({ role }) => role,
      cell: ({ role }) => t(`role.${role}`),
    },
    {
      id: 'state',
      label: t('people.state'),
      sortValue: ({ disabled }) => Number(disabled),
      cell: (account) => <StateTags account={account} />,
    },
    {
      id: 'since',
      label: t('people.since'),
      sortValue: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => showDay(createdAt),
    },
    {
      id: 'actions',
      label: t('people.actions'),
      cell: ({ id, name, email }) =>
        id === me.id ? (
          <span className="soft">{t('people.you')}</span>
        ) : (
          <Button
            small
            aria-label={t('people.changeName', { name: name || email })}
            onPress={() => setChanging(id)}
          >
            {t('people.change')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <DataTable label={t('nav.people')} columns={columns} rows={accounts} keyOf={({ id }) => id} />
      {chosen === undefined ? null : <AccountSheet account={chosen} onClose={() => setChanging(undefined)} />}
    </>
  );
};

const PeoplePage = () => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const email = search.get('email') ?? '';
  const [typed, setTyped] = useState(email);
  const list = useList(listAccounts, { query: { limit: 50, ...(email === '' ? {} : { email }) } });
  const invite = <ButtonLink href="/app/invitations">{t('people.invite')}</ButtonLink>;
  return (
    <Page title={t('nav.people')} lead={t('people.lead')} actions={invite}>
      <SendingForm
        className="joined-fields"
        role="search"
        onSubmit={async () => setSearch(typed.trim() === '' ? {} : { email: typed.trim() })}
      >
        <Field label={t('people.search')} type="search" value={typed} onChange={setTyped} />
        <Button type="submit">
          <Search size={17} aria-hidden="true" />
          {t('people.find')}
        </Button>
      </SendingForm>
      <p className="soft">{t('people.searchHint')}</p>
      <Listing
        list={list}
        empty={
          <EmptyState title={t('people.none')}>
            {t('people.noneText')}
            {invite}
          </EmptyState>
        }
      >
        {(accounts) => <PeopleTable accounts={accounts} />}
      </Listing>
    </Page>
  );
};

export default PeoplePage;
