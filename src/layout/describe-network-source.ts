import type { Connection, Page, SessionLog } from '../session/session.ts';

const reasons: Readonly<Record<NonNullable<Page['unhooked']>, string>> = {
  reachable: 'Page script could reach this window before Sockscope, which therefore puts nothing into it.',
  'not-html': 'Sockscope puts nothing into documents that are not HTML.',
};

/** Why all that is known of a page comes from the browser, in words for people; null where Sockscope itself stands in it. */
export const describeUnhooked = ({ unhooked }: Page): string | null => (unhooked ? reasons[unhooked] : null);

/** Where a connection is known from that Sockscope did not see itself, why, and what that leaves out. */
export function describeNetworkSource(log: SessionLog, connection: Connection): string {
  const page = log.pages.find((each) => each.id === connection.page);
  const why = page && describeUnhooked(page);
  return `the browser’s own record, without close code and bufferedAmount.${why ? ` ${why}` : ''}`;
}
