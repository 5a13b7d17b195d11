import { deleteSession, listSessions, maxSearchCharacters } from '@ai-teacher/contracts/chat/sessions.ts';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useParams } from 'react-router';
import { useAction, useList } from '../../api/calls.ts';
import { showInserted } from '../../language/show.ts';
import { ButtonLink, IconButton } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { useGoFromHere } from '../../shell/go-from-here.ts';
import { useSettled } from './use-settled.ts';

type Session = { readonly id: string; readonly title: string };

type RowProps = Session & { readonly isDeleting: boolean; readonly onDelete: () => void };

const SessionRow = ({ id, title, isDeleting, onDelete }: RowProps) => {
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
        <IconButton isPending={isDeleting} label={`${t('ask.delete')}: ${showInserted(title)}`}>
          <Trash2 size={15} aria-hidden="true" />
        </IconButton>
      </Confirm>
    </li>
  );
};

/** A search waits for this pause in typing. */
const settlingMilliseconds = 300;

/** Earlier conversations, newest first. The search finds all that contain the words in a message. */
export const Sessions = () => {
  const { t } = useTranslation();
  const go = useGoFromHere();
  const { sessionId } = useParams();
  const [words, setWords] = useState('');
  const settled = useSettled(words.trim(), settlingMilliseconds);
  // An emptied field shows all conversations immediately.
  const q = words.trim() === '' ? '' : settled;
  const isSearching = q !== '';
  const all = useList(listSessions, { query: {} });
  // The request of an earlier search is aborted when this one begins.
  const found = useList(listSessions, { query: { q } }, { enabled: isSearching });
  const removal = useAction(deleteSession, [listSessions]);
  const remove = async (id: string): Promise<void> => {
    await removal.mutateAsync({ params: { id } });
    // The conversation on the page stays when another one was deleted.
    if (id === sessionId) await go('/app/ask');
  };
  return (
    <section className="sessions" aria-label={t('ask.sessions')}>
      <ButtonLink small href="/app/ask">
        <Plus size={16} aria-hidden="true" />
        {t('ask.new')}
      </ButtonLink>
      {all.items?.length ? (
        <Field
          label={t('ask.findSession')}
          type="search"
          value={words}
          onChange={setWords}
          maxLength={maxSearchCharacters}
        />
      ) : null}
      <FaultNotice fault={removal.error} />
      <Listing
        list={isSearching ? found : all}
        empty={isSearching ? null : <p className="soft">{t('ask.noSessions')}</p>}
      >
        {(sessions) => (
          <ul className="list">
            {sessions.map(({ id, title }) => (
              <SessionRow
                key={id}
                id={id}
                title={title}
                isDeleting={removal.isPending && removal.variables.params.id === id}
                onDelete={() => void remove(id).catch(() => undefined)}
              />
            ))}
          </ul>
        )}
      </Listing>
      <div className="hint" role="status">
        {isSearching && found.items?.length === 0 ? <p>{t('ask.noneFound')}</p> : null}
      </div>
    </section>
  );
};
