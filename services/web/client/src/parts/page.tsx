import { type ReactNode, useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { isGone, type ListAnswer } from '../api/calls.ts';
import { showInserted } from '../language/show.ts';
import { Button } from './button.tsx';
import { FaultNotice, Waiting } from './notice.tsx';

type PageProps = {
  readonly title: string;
  /** Describes the heading. */
  readonly lead?: string | undefined;
  /** The lead is read aloud when it changes. */
  readonly isLeadLive?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** A screen with its heading. The window has the same title. */
export const Page = ({ title, lead, isLeadLive = false, actions, children }: PageProps) => {
  const leadId = useId();
  useEffect(() => {
    document.title = `${showInserted(title)} · AI-Teacher`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1 {...(lead === undefined ? {} : { 'aria-describedby': leadId })}>
            <bdi>{title}</bdi>
          </h1>
          {lead === undefined ? null : (
            <p id={leadId} className="lead" {...(isLeadLive ? { role: 'status' } : {})}>
              {lead}
            </p>
          )}
        </div>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
};

type ListProps<Item> = {
  readonly list: ListAnswer<Item>;
  readonly empty: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
};

/** A list with its wait, its fault, its empty state and its next page. */
export const Listing = <Item,>({ list, empty, children }: ListProps<Item>) => {
  const { t } = useTranslation();
  const { items, fault, more, isLoadingMore, reload } = list;
  if (items === undefined) return fault ? <FaultNotice fault={fault} onRetry={reload} /> : <Waiting />;
  return (
    <>
      {items.length === 0 ? empty : children(items)}
      <FaultNotice fault={fault} onRetry={reload} />
      {more === undefined ? null : (
        <Button onPress={more} isPending={isLoadingMore}>
          {t('shell.more')}
        </Button>
      )}
    </>
  );
};

/**
 * One answer with its wait and its fault. A thing that is gone when it is read again stays on the page, with
 * the fault, because a person may be writing there.
 */
export const Loaded = <Data,>({
  answer,
  children,
}: {
  readonly answer: {
    readonly data: Data | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly children: (data: Data) => ReactNode;
}) => {
  if (answer.data !== undefined)
    return (
      <>
        {isGone(answer.error) ? <FaultNotice fault={answer.error} /> : null}
        {children(answer.data)}
      </>
    );
  if (answer.error) return <FaultNotice fault={answer.error} onRetry={() => void answer.refetch()} />;
  return <Waiting />;
};
