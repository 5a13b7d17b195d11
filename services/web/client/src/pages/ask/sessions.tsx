import { deleteSession, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink, useNavigate } from 'react-router';
import { useAction, useList } from '../../api/calls.ts';
import { showInserted } from '../../language/show.ts';
import { ButtonLink, IconButton } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';

/** Earlier conversations, newest first. */
export const Sessions = () => {
  const { t } = useTranslation();
  const go = useNavigate();
  const list = useList(listSessions, { query: {} });
  const removal = useAction(deleteSession, [listSessions]);
  const remove = async (id: string): Promise<void> => {
    await removal.mutateAsync({ params: { id } });
    await go('/app/ask');
  };
  return (
    <section className="sessions" aria-label={t('ask.sessions')}>
      <ButtonLink small href="/app/ask">
        <Plus size={16} aria-hidden="true" />
        {t('ask.new')}
      </ButtonLink>
      <FaultNotice fault={removal.error} />
      <Listing list={list} empty={<p className="soft">{t('ask.noSessions')}</p>}>
        {(sessions) => (
          <ul className="list">
            {sessions.map(({ id, title }) => (
              <li key={id} className="session">
                <NavLink to={`/app/ask/${id}`} className="nav-link" dir="auto">
                  <bdi className="session-title">{title}</bdi>
                </NavLink>
                <Confirm
                  title={t('ask.delete')}
                  text={t('ask.deleteText')}
                  action={t('ask.delete')}
                  onConfirm={() => void remove(id)}
                >
                  <IconButton label={`${t('ask.delete')}: ${showInserted(title)}`}>
                    <Trash2 size={15} aria-hidden="true" />
                  </IconButton>
                </Confirm>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </section>
  );
};
