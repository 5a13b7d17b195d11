import * as pages from '@ai-teacher/contracts/web/pages.ts';
import { type Route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { sendAsset, sendClient } from './send-client.ts';

/** Every operation of web. All of them are public files; none reads or changes data. */
export const routes = ({ clientFolder }: { readonly clientFolder: string }): Route[] => [
  wireRoute(pages.openStartPage, sendClient(clientFolder)),
  wireRoute(pages.openClient, sendClient(clientFolder)),
  wireRoute(pages.openClientPage, sendClient(clientFolder)),
  wireRoute(pages.readAsset, sendAsset(clientFolder)),
];
