import { endSignInSession, listSignInSessions } from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { endSession } from '../../api/session-store.ts';
import { showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';

type Session = ReadOf<typeof listSignInSessions>['items'][number];

const DeviceName = ({ device }: Pick<Session, 'device'>) => {
  const { t } = useTranslation();
  const browser = device?.browser ?? '';
  const system = device?.operatingSystem ?? '';
  const known =
    browser === '' || system === '' ? browser || system : t('settings.device', { browser, system });
  return <bdi>{known === '' ? t('settings.unknownDevice') : known}</bdi>;
};

type RowProps = {
  readonly session: Session;
  readonly isEnding: boolean;
  readonly onEnd: () => void;
};

const SessionRow = ({ session, isEnding, onEnd }: RowProps) => {
  const { t } = useTranslation();
  const { device, current } = session;
  return (
    <li className="card">
      <div className="row">
        <span className="strong">
          <DeviceName device={device} />
        </span>
        {current ? <span className="tag good">{t('settings.thisSession')}</span> : null}
      </div>
      <div className="row">
        <span className="soft">
          {t('settings.sessionTimes', {
            used: showTime(session.lastUsedAt),
            created: showTime(session.createdAt),
            expires: showTime(session.expiresAt),
          })}
        </span>
        <Confirm
          title={t('settings.endSession')}
          text={current ? t('settings.endThisText') : t('settings.endSessionText')}
          action={t('settings.endSession')}
          onConfirm={onEnd}
        >
          <Button isPending={isEnding} small look="danger">
            {t('settings.endSession')}
          </Button>
        </Confirm>
      </div>
    </li>
  );
};

/**
 * The live sessions of the person. The end of the current one is a sign-out, which also removes the cookie.
 */
export const Sessions = () => {
  const { t } = useTranslation();
  const list = useList(listSignInSessions, { query: {} });
  const ending = useAction(endSignInSession, [listSignInSessions]);
  const rows = useRef<HTMLUListElement>(null);
  const end = async ({ id, current }: Session): Promise<void> => {
    if (current) return endSession();
    await ending.mutateAsync({ params: { id } });
    // The button that had the focus has left the page.
    rows.current?.focus();
  };
  return (
    <Section title={t('settings.sessions')}>
      <p className="soft">{t('settings.sessionsText')}</p>
      <FaultNotice fault={ending.error} />
      <Remark>{ending.isSuccess ? t('settings.sessionEnded') : null}</Remark>
      <Listing list={list} empty={<p className="soft">{t('settings.noSessions')}</p>}>
        {(sessions) => (
          <ul className="list" ref={rows} tabIndex={-1} aria-label={t('settings.sessions')}>
            {sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                isEnding={ending.isPending && ending.variables.params.id === session.id}
                onEnd={() => void end(session).catch(() => undefined)}
              />
            ))}
          </ul>
        )}
      </Listing>
    </Section>
  );
};
