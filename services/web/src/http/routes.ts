import * as docs from '@ai-teacher/contracts/web/docs.ts';
import * as pages from '@ai-teacher/contracts/web/pages.ts';
import { type Route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { sendAsset, sendClient } from './send-client.ts';
import { docsFrom } from './send-docs.ts';

/** The folders of what the build has written. */
export type Folders = { readonly clientFolder: string; readonly docsFolder: string };

/** Every operation of web. All of them are public files; none reads or changes data. */
export const routes = ({ clientFolder, docsFolder }: Folders): Route[] => [
  wireRoute(pages.openStartPage, sendClient(clientFolder)),
  wireRoute(pages.openClient, sendClient(clientFolder)),
  wireRoute(pages.openClientPage, sendClient(clientFolder)),
  wireRoute(pages.readAsset, sendAsset(clientFolder)),
  ...docsRoutes(docsFolder),
];

const docsRoutes = (docsFolder: string): Route[] => {
  const { reference, description, problems, guide, asset } = docsFrom(docsFolder);
  return [
    wireRoute(docs.openReference, reference),
    wireRoute(docs.readDescription, description),
    wireRoute(docs.openProblems, problems),
    wireRoute(docs.openGuide, guide),
    wireRoute(docs.readDocsAsset, asset),
  ];
};
