import { listNotifications, markNotificationRead } from '@ai-teacher/contracts/notification/inbox.ts';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { ShownSentence } from '../../parts/shown-sentence.tsx';
import { useNotifications } from '../../shell/notifications.tsx';

const NotificationsPage = () => {
  const { t } = useTranslation();
  const { list } = useNotifications();
  const reading = useAction(markNotificationRead, [listNotifications]);
  return (
    <Page title={t('notifications.title')}>
      <FaultNotice fault={reading.error} />
      <Listing
        list={list}
        empty={<EmptyState title={t('notifications.empty')}>{t('notifications.emptyText')}</EmptyState>}
      >
        {(items) => (
          <ul className="list" aria-live="polite">
            {items.map(({ id, title, body, createdAt, readAt }) => (
              <li key={id} className="card" tabIndex={-1}>
                <div className="row">
                  <h2 className="strong">
                    <ShownSentence sentence={{ english: title }} />
                  </h2>
                  {readAt === null ? <span className="tag">{t('notifications.unread')}</span> : null}
                </div>
                <p>
                  <ShownSentence sentence={{ english: body }} />
                </p>
                <div className="row">
                  <span className="soft">{showTime(createdAt)}</span>
                  {readAt === null ? (
                    <Button
                      small
                      onPress={({ target }) => {
                        reading.mutate({ params: { id } });
                        // The button leaves the page, so the focus goes to its notification.
                        target.closest<HTMLElement>('li')?.focus();
                      }}
                    >
                      {t('notifications.read')}
                    </Button>
                  ) : null}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
};

export default NotificationsPage;
