import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Page } from '../../parts/page.tsx';
import { TreeBrowser } from './tree-browser.tsx';
import { Years } from './years.tsx';
import './organisation.css';

const views = ['organisation', 'curriculum', 'years'] as const;
type View = (typeof views)[number];

const OrganisationPage = () => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('view');
  const view: View = views.find((name) => name === asked) ?? 'organisation';
  const node = search.get('node');
  return (
    <Page title={t('organisation.title')} lead={t('organisation.lead')}>
      <Tabs
        className="tabs"
        selectedKey={view}
        onSelectionChange={(key) => key !== view && setSearch({ view: String(key) })}
      >
        <TabList className="tab-list" aria-label={t('organisation.title')}>
          {views.map((name) => (
            <Tab key={name} id={name} className="tab">
              {t(`organisation.views.${name}`)}
            </Tab>
          ))}
        </TabList>
        {(['organisation', 'curriculum'] as const).map((tree) => (
          <TabPanel key={tree} id={tree} className="stack">
            <TreeBrowser tree={tree} nodeId={node} />
          </TabPanel>
        ))}
        <TabPanel id="years" className="stack">
          <Years />
        </TabPanel>
      </Tabs>
    </Page>
  );
};

export default OrganisationPage;
