import type { Connection, Page, SessionLog } from '../session/session.ts';

const reasons: Readonly<Record<NonNullable<Page['unhooked']>, string>> = {
  reachable:
    'page script could reach this window before Sockscope, which therefore puts nothing into it: read from the browser’s network record',
  'not-html':
    'Sockscope puts nothing into documents that are not HTML: read from the browser’s network record',
};

/** Why all that is known of a page comes from the browser, in words for people; null where Sockscope itself stands in it. */
export const sayUnhooked = ({ unhooked }: Page): string | null => (unhooked ? reasons[unhooked] : null);

/** Why a connection is known from the browser's network record alone, and what that leaves out. */
export function sayNetworkSource(log: SessionLog, connection: Connection): string {
  const page = log.pages.find((each) => each.id === connection.page);
  const why = (page && sayUnhooked(page)) ?? 'told by the browser’s network record';
  return `${why}, without close code and bufferedAmount`;
}
