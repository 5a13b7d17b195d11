import { signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import { listSigningKeys, rotateSigningKey } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useTranslation } from 'react-i18next';
import { useAction, useAnswer } from '../../api/calls.ts';
import { forgetSession } from '../../api/session-store.ts';
import { showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { useConfirmedAction } from '../../parts/dialogs/confirmed-action.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';

type Key = ReadOf<typeof listSigningKeys>['items'][number];
const looks = { waiting: 'warn', signing: 'good', leaving: 'plain', retired: 'plain' } as const;

const KeysTable = ({ keys }: { readonly keys: readonly Key[] }) => {
  const { t } = useTranslation();
  const columns: readonly Column<Key>[] = [
    { id: 'kid', label: t('keys.key'), cell: ({ kid }) => <code>{kid}</code> },
    {
      id: 'state',
      label: t('keys.state'),
      sortValue: ({ state }) => state,
      cell: ({ state }) => <span className={`tag ${looks[state]}`}>{t(`keys.states.${state}`)}</span>,
    },
    {
      id: 'signs',
      label: t('keys.signsFrom'),
      sortValue: ({ signsAt }) => signsAt,
      cell: ({ signsAt }) => showTime(signsAt),
    },
    {
      id: 'retired',
      label: t('keys.retired'),
      sortValue: ({ retiredAt }) => retiredAt,
      cell: ({ retiredAt }) => showTime(retiredAt),
    },
  ];
  return <DataTable label={t('keys.signing')} columns={columns} rows={keys} keyOf={({ kid }) => kid} />;
};

/** Makes a new key. After a theft it replaces all keys immediately, which ends every access token. */
const Rotation = () => {
  const { t } = useTranslation();
  const rotating = useConfirmedAction(rotateSigningKey, [listSigningKeys]);
  const rotate = (compromised: boolean): void =>
    void rotating.run({ body: { compromised } }).catch(() => undefined);
  return (
    <>
      <FaultNotice fault={rotating.fault} />
      <Remark>
        {rotating.data === undefined ? null : t('keys.rotated', { time: showTime(rotating.data.signsAt) })}
      </Remark>
      <div className="actions">
        <Button isPending={rotating.isPending} onPress={() => rotate(false)}>
          {t('keys.rotate')}
        </Button>
        <Confirm
          title={t('keys.compromised')}
          text={t('keys.compromisedText')}
          action={t('keys.compromised')}
          onConfirm={() => rotate(true)}
        >
          <Button isPending={rotating.isPending} look="danger">
            {t('keys.compromised')}
          </Button>
        </Confirm>
      </div>
      {rotating.question}
    </>
  );
};

const Sessions = () => {
  const { t } = useTranslation();
  const everywhere = useAction(signOutEverywhere);
  const leave = async (): Promise<void> => {
    await everywhere.mutateAsync({});
    forgetSession();
  };
  return (
    <Section title={t('keys.sessions')}>
      <p>{t('keys.sessionsText')}</p>
      <FaultNotice fault={everywhere.error} />
      <div className="actions">
        <ButtonLink href="/app/people">{t('nav.people')}</ButtonLink>
        <Confirm
          title={t('settings.everywhere')}
          text={t('settings.everywhereText')}
          action={t('settings.everywhere')}
          onConfirm={() => void leave().catch(() => undefined)}
        >
          <Button isPending={everywhere.isPending} look="danger">
            {t('settings.everywhere')}
          </Button>
        </Confirm>
      </div>
    </Section>
  );
};

const KeysPage = () => {
  const { t } = useTranslation();
  return (
    <Page title={t('keys.title')} lead={t('keys.lead')}>
      <Section title={t('keys.signing')}>
        <Loaded answer={useAnswer(listSigningKeys, {})}>{({ items }) => <KeysTable keys={items} />}</Loaded>
        <Rotation />
      </Section>
      <Sessions />
    </Page>
  );
};

export default KeysPage;
