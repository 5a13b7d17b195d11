import { invite } from '@ai-teacher/contracts/auth/accounts.ts';
import { listInvitations, withdrawInvitation } from '@ai-teacher/contracts/auth/invitations.ts';
import { listPersonInvitations } from '@ai-teacher/contracts/auth/person-invitations.ts';
import { type Role, roles } from '@ai-teacher/contracts/values.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { useConfirmedAction } from '../../parts/dialogs/confirmed-action.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { EmptyState, FaultNotice, Remark } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownCode } from '../../parts/shown-code.tsx';
import { RegistrationPolicy } from './registration-policy.tsx';

const InviteForm = () => {
  const { t } = useTranslation();
  const inviting = useConfirmedAction(invite, [listInvitations]);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('teacher');
  const send = async (): Promise<void> => {
    await inviting.run({ body: { email: email.trim(), role } });
    setEmail('');
  };
  const address = (token: string): string =>
    `${location.origin}/app/register?code=${encodeURIComponent(token)}`;
  return (
    <>
      <SendingForm className="card" onSubmit={send}>
        <div className="joined-fields many">
          <Field label={t('entry.email')} type="email" value={email} onChange={setEmail} isRequired />
          <Chooser
            label={t('people.role')}
            choices={roles.map((id) => ({ id, label: t(`role.${id}`) }))}
            value={role}
            onChange={(id) => setRole(id as Role)}
          />
          <Button look="primary" type="submit" isPending={inviting.isPending}>
            {t('invitations.invite')}
          </Button>
        </div>
        <FaultNotice fault={inviting.fault} />
        <Remark>
          {inviting.data === undefined ? null : (
            <>
              <p>{t('invitations.once', { time: showTime(inviting.data.expiresAt) })}</p>
              <ShownCode label={t('invitations.address')} code={address(inviting.data.invitationToken)} />
            </>
          )}
        </Remark>
      </SendingForm>
      {inviting.question}
    </>
  );
};

type Shown = {
  readonly id: string;
  readonly email: string | null;
  readonly role: Role;
  readonly state: 'open' | 'used' | 'withdrawn' | 'expired';
  readonly expiresAt: string;
};

const InvitationRow = ({ shown }: { readonly shown: Shown }) => {
  const { t } = useTranslation();
  const withdrawing = useAction(withdrawInvitation, [listInvitations, listPersonInvitations]);
  const { id, email, role, state, expiresAt } = shown;
  return (
    <li className="card">
      <div className="row">
        <span className="strong" dir="auto">
          {email ?? t('invitations.anyAddress')}
        </span>
        <span className={state === 'open' ? 'tag good' : 'tag plain'}>
          {t(`invitations.states.${state}`)}
        </span>
      </div>
      <div className="row">
        <span className="soft">
          {t(`role.${role}`)} · {t('invitations.expires', { time: showTime(expiresAt) })}
        </span>
        {state === 'open' ? (
          <Confirm
            title={t('invitations.withdraw')}
            text={t('invitations.withdrawText')}
            action={t('invitations.withdraw')}
            onConfirm={() => withdrawing.mutate({ params: { id } })}
          >
            <Button isPending={withdrawing.isPending} small look="danger">
              {t('invitations.withdraw')}
            </Button>
          </Confirm>
        ) : null}
      </div>
      <FaultNotice fault={withdrawing.error} />
    </li>
  );
};

const Rows = ({ rows }: { readonly rows: readonly Shown[] }) => (
  <ul className="list">
    {rows.map((shown) => (
      <InvitationRow key={shown.id} shown={shown} />
    ))}
  </ul>
);

const InvitationsPage = () => {
  const { t } = useTranslation();
  const ofAddresses = useList(listInvitations, { query: {} });
  const ofPeople = useList(listPersonInvitations, { query: {} });
  return (
    <Page title={t('nav.invitations')} lead={t('invitations.lead')}>
      <RegistrationPolicy />
      <InviteForm />
      <Section title={t('invitations.made')}>
        <Listing
          list={ofAddresses}
          empty={<EmptyState title={t('invitations.empty')}>{t('invitations.emptyText')}</EmptyState>}
        >
          {(items) => <Rows rows={items} />}
        </Listing>
      </Section>
      <Section title={t('invitations.ofClasses')}>
        <Listing list={ofPeople} empty={<p className="soft">{t('invitations.noneOfClasses')}</p>}>
          {(items) => <Rows rows={items} />}
        </Listing>
      </Section>
    </Page>
  );
};

export default InvitationsPage;
