import { sayCount } from '../base/say.ts';
import type { Connection } from '../session/session.ts';
import { mostMessagesRead } from '../wire/limits.ts';

/** What was recorded of a connection against the browser's own count of its frames, in a line. */
export function sayComparison(connection: Connection, isLive: boolean): string {
  const { compared, fromNetwork, firstReadyState } = connection;
  if (fromNetwork) return 'the only record there is';
  if (firstReadyState > 0) return 'not comparable: capture attached late';
  const frames = connection.sent.frames + connection.received.frames;
  const refused =
    isLive && frames > mostMessagesRead
      ? `not compared: of more than ${sayCount(mostMessagesRead)} frames the browser’s record would stop DevTools for seconds`
      : '';
  if (!compared)
    return isLive
      ? refused || 'not compared yet: waits for a moment of rest'
      : 'not compared when it was saved';
  const { sent, received, recordedSent, recordedReceived } = compared;
  const all = sayCount(sent + received);
  const said =
    sent === recordedSent && received === recordedReceived
      ? `${all} of ${all} frames recorded`
      : `${sayCount(sent)} sent, ${sayCount(received)} received; recorded ${sayCount(recordedSent)} and ${sayCount(recordedReceived)}`;
  const since = frames - recordedSent - recordedReceived;
  return since > 0 ? `${said}; ${sayCount(since)} since${refused && `, ${refused}`}` : said;
}
