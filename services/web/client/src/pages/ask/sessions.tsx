import { deleteSession, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useNavigate } from 'react-router';
import { useAction, useList } from '../../api/calls.ts';
import { showInserted } from '../../language/show.ts';
import { ButtonLink, IconButton } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { findSessions } from './find-sessions.ts';

type Session = { readonly id: string; readonly title: string };

const SessionRow = ({ id, title, onDelete }: Session & { readonly onDelete: () => void }) => {
  const { t } = useTranslation();
  return (
    <li className="session">
      <NavLink to={`/app/ask/${id}`} className="nav-link" dir="auto">
        <bdi className="session-title">{title}</bdi>
      </NavLink>
      <Confirm
        title={t('ask.delete')}
        text={t('ask.deleteText')}
        action={t('ask.delete')}
        onConfirm={onDelete}
      >
        <IconButton label={`${t('ask.delete')}: ${showInserted(title)}`}>
          <Trash2 size={15} aria-hidden="true" />
        </IconButton>
      </Confirm>
    </li>
  );
};

/** Says that no conversation was found, and how to search those that are not loaded. */
const SearchState = ({ isFound, hasMore }: { readonly isFound: boolean; readonly hasMore: boolean }) => {
  const { t } = useTranslation();
  return (
    <>
      {isFound ? null : <p>{t('ask.noneFound')}</p>}
      {hasMore ? <p>{t('ask.findOlder')}</p> : null}
    </>
  );
};

/** Earlier conversations, newest first. The search finds those that are loaded, by the words of their titles. */
export const Sessions = () => {
  const { t } = useTranslation();
  const go = useNavigate();
  const [words, setWords] = useState('');
  const list = useList(listSessions, { query: {} });
  const removal = useAction(deleteSession, [listSessions]);
  const remove = async (id: string): Promise<void> => {
    await removal.mutateAsync({ params: { id } });
    await go('/app/ask');
  };
  const found = findSessions(list.items ?? [], words);
  const isSearching = words.trim() !== '';
  return (
    <section className="sessions" aria-label={t('ask.sessions')}>
      <ButtonLink small href="/app/ask">
        <Plus size={16} aria-hidden="true" />
        {t('ask.new')}
      </ButtonLink>
      {list.items?.length ? (
        <Field label={t('ask.findSession')} type="search" value={words} onChange={setWords} />
      ) : null}
      <FaultNotice fault={removal.error} />
      <Listing list={list} empty={<p className="soft">{t('ask.noSessions')}</p>}>
        {() => (
          <ul className="list">
            {found.map(({ id, title }) => (
              <SessionRow key={id} id={id} title={title} onDelete={() => void remove(id)} />
            ))}
          </ul>
        )}
      </Listing>
      <div className="hint" role="status">
        {isSearching ? <SearchState isFound={found.length > 0} hasMore={list.more !== undefined} /> : null}
      </div>
    </section>
  );
};
