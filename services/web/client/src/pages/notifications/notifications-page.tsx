import { listNotifications, markNotificationRead } from '@ai-teacher/contracts/notification/inbox.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { ShownSentence } from '../../parts/shown-sentence.tsx';
import { useNotifications } from '../../shell/notifications.tsx';
import { shownText } from './coded-text.ts';

type CardProps = {
  readonly notification: ReadOf<typeof listNotifications>['items'][number];
  readonly onRead: () => void;
};

const Card = ({ notification, onRead }: CardProps) => {
  const { t } = useTranslation();
  const { createdAt, readAt } = notification;
  const { title, lines } = shownText(notification);
  return (
    <li className="card" tabIndex={-1}>
      <div className="row">
        <h2 className="strong">
          <ShownSentence sentence={title} />
        </h2>
        {readAt === null ? <span className="tag">{t('notifications.unread')}</span> : null}
      </div>
      {lines.map((line, at) => {
        // Several lines may have the same words, for example none.
        const key = `${at}`;
        return (
          <p key={key}>
            <ShownSentence sentence={line} />
          </p>
        );
      })}
      <div className="row">
        <span className="soft">{showTime(createdAt)}</span>
        {readAt === null ? (
          <Button
            small
            onPress={({ target }) => {
              onRead();
              // The button leaves the page, so the focus goes to its notification.
              target.closest<HTMLElement>('li')?.focus();
            }}
          >
            {t('notifications.read')}
          </Button>
        ) : null}
      </div>
    </li>
  );
};

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
            {items.map((notification) => (
              <Card
                key={notification.id}
                notification={notification}
                onRead={() => reading.mutate({ params: { id: notification.id } })}
              />
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
};

export default NotificationsPage;
