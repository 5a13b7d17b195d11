import {
  BookOpen,
  ClipboardCheck,
  FileText,
  type LucideIcon,
  MessageCircleQuestion,
  Upload,
} from 'lucide-react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import { MyChildren } from '../children/my-children.tsx';
import { MyClasses } from '../classes/my-classes.tsx';
import { RefusedRemark } from '../sitting/outbox/refused-answers.tsx';

type Step = {
  readonly to: string;
  readonly key: 'ask' | 'books' | 'sit' | 'upload' | 'generate' | 'mark';
  readonly icon: LucideIcon;
};

const learning: readonly Step[] = [
  { to: '/app/ask', key: 'ask', icon: MessageCircleQuestion },
  { to: '/app/books', key: 'books', icon: BookOpen },
  { to: '/app/exams', key: 'sit', icon: FileText },
];
const teaching: readonly Step[] = [
  { to: '/app/documents', key: 'upload', icon: Upload },
  { to: '/app/exams/new', key: 'generate', icon: FileText },
  { to: '/app/marking', key: 'mark', icon: ClipboardCheck },
  { to: '/app/ask', key: 'ask', icon: MessageCircleQuestion },
];

const HomePage = () => {
  const { t } = useTranslation();
  const me = useMe();
  const name = me.name.split(' ')[0] ?? '';
  return (
    <Page title={name === '' ? t('home.hello') : t('home.helloName', { name })} lead={t('home.lead')}>
      {me.role === 'student' ? <RefusedRemark /> : null}
      <div className="grid">
        {(me.role === 'student' ? learning : teaching).map(({ to, key, icon: Icon }) => (
          <Link key={key} href={to} className="card link-card">
            <Icon size={26} strokeWidth={1.6} color="var(--accent-text)" aria-hidden="true" />
            <h2>{t(`home.${key}`)}</h2>
            <p className="soft">{t(`home.${key}Text`)}</p>
          </Link>
        ))}
      </div>
      <MyChildren />
      {me.role === 'student' ? <MyClasses /> : null}
    </Page>
  );
};

export default HomePage;
