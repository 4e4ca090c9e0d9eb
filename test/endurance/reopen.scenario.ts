import { holes, numbersByConnection, numbersPage } from '../support/numbers.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { leftAlone, promise, withInspectedPage } from './inspected-page.ts';
import type { Scenario } from './scenario.ts';

const times = 500;
const everyMs = 50;

/** Runs in the page. A document that is opened anew loses all listeners on window and document, the hook's too. */
function reopen(times: number, everyMs: number): Promise<void> {
  return new Promise((resolve) => {
    let done = 0;
    const timer = setInterval(() => {
      document.open();
      document.write(`<!doctype html><title>${++done}</title>`);
      document.close();
      if (done < times) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });
}

export const scenario: Scenario = {
  name: 'reopen',
  run: () =>
    withInspectedPage(async ({ page, server, devtools, complaints }) => {
      await page.goto(numbersPage(server));
      await until(async () => (await readLog(devtools, 'lastFrame')) > 200);
      await page.evaluate('globalThis.__name = (named) => named');
      await page.evaluate(reopen, times, everyMs);
      await page.evaluate('for (let id = 1; id < 1000; id++) clearInterval(id)');
      const sent = Number(await page.evaluate('sent'));
      await until(
        async () => Number(await page.evaluate('received')),
        (received) => received === sent,
      );
      const counted = async (): Promise<{ recorded: number; dropped: number }> => ({
        recorded: (await readLog(devtools, 'lastFrame')) - (await readLog(devtools, 'firstFrame')) + 1,
        dropped: (await readLog(devtools, 'drops')).facts.count,
      });
      const { recorded, dropped } = await until(
        counted,
        (count) => count.recorded + count.dropped >= 2 * sent,
      );
      const told = await numbersByConnection(devtools);
      const missing = told.reduce((sum, each) => sum + holes(each.sent) + holes(each.received), 0);
      promise(recorded === 2 * sent - missing, `${recorded} frames are recorded, of ${2 * sent}`);
      promise(missing <= dropped, `${missing} frames are missing, ${dropped} are counted as dropped`);
      promise(told.length === 1, `one connection was told as ${told.length}`);
      leftAlone(complaints);
      // The page's last word is heard as well: the hook has listened on the window again.
      await page.goto(`${server.http}/next`);
      await until(async () => (await readLog(devtools, 'pages')).every(({ url }) => url.endsWith('/next')));
      return `${times} document.open(), one every ${everyMs} ms: ${recorded} of ${2 * sent} frames recorded, ${dropped} counted as dropped`;
    }),
};
