import { urlParts } from '../base/url.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Session ms as "4:31.220", hours only when there are some: "1:04:31.220". */
export function sayOffset(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const [h, m, s] = [
    Math.floor(whole / 3_600_000),
    Math.floor(whole / 60_000) % 60,
    Math.floor(whole / 1000) % 60,
  ];
  const tail = `${String(s).padStart(2, '0')}.${String(whole % 1000).padStart(3, '0')}`;
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`;
}

/** Wall clock, ms since the epoch, as "12:04:31.220" in the user's time zone. */
export const sayWallClock = (ms: number): string =>
  `${clock.format(ms)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;

/** The endpoint of a URL: path, or host where the path says nothing. */
export function sayEndpoint(url: string): string {
  const { host, path } = urlParts(url);
  return path === '' || path === '/' ? host || url : path;
}
