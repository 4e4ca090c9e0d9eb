import { openPanel } from '../support/devtools-panel.ts';
import { holes, numbersByConnection, numbersPage } from '../support/numbers.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { reloadExtension } from '../support/reload-extension.ts';
import { leftAlone, panelSize, promise, withInspectedPage } from './inspected-page.ts';
import type { Scenario } from './scenario.ts';

const reloads = 20;

/**
 * The extension is reloaded under open DevTools in the middle of a flood. The page sends and gets every frame and hears nothing
 * of it; DevTools that is opened again says that the page is not recorded, and records it once it is reloaded.
 */
export const scenario: Scenario = {
  name: 'reload',
  run: (say) =>
    withInspectedPage(async (scene) => {
      const { page, server, complaints } = scene;
      let { devtools } = scene;
      let frames = 0;
      let recorded = 0;
      const lastFrame = (): Promise<number> => devtools.evaluate<number>('sockscopeHost.log.lastFrame');
      const received = (): Promise<number> => page.evaluate<[], () => number>('received' as never);
      const goesOn = async (ask: () => Promise<number>): Promise<void> => {
        const before = await ask();
        await until(ask, (now) => now > before + 200, { timeout: 60_000 });
      };
      /** What the server got on the page's connection; the echo went back, and the page compares each with the one before. */
      const isWholeAtBothEnds = async (): Promise<void> => {
        await page.evaluate('for (let id = 1; id < 1000; id++) clearInterval(id)');
        const sent = Number(await page.evaluate('sent'));
        await until(received, (count) => count === sent);
        const connection = server.opened - 1;
        const numbers = server.received
          .filter((each) => each.connection === connection)
          .map(({ data }) => Number(data));
        promise(
          numbers.length === sent && numbers[0] === 1 && holes(numbers) === 0,
          `the page sent ${sent}, the server got ${numbers.length}`,
        );
        frames += 2 * sent;
        leftAlone(complaints);
      };

      await page.goto(numbersPage(server));
      for (let reload = 1; reload <= reloads; reload++) {
        await goesOn(lastFrame);
        const [before] = await numbersByConnection(devtools);
        promise(
          before?.sent[0] === 1 && holes(before.sent) === 0 && holes(before.received) === 0,
          'not every frame before the reload was recorded',
        );
        recorded += (await lastFrame()) - 1;
        await reloadExtension(page, devtools);
        await goesOn(received);
        devtools = await openPanel(page, panelSize);
        await until(() =>
          devtools.panel.evaluate('document.body.innerText.includes("This page is not recorded")'),
        );
        promise((await readLog(devtools, 'connections')).length === 0, 'a page was recorded by half');
        await goesOn(received);
        await isWholeAtBothEnds();
        await page.reload();
        if (reload % 5 === 0) say(`${reload} reloads, ${frames} frames of the page, whole at both ends`);
      }
      await goesOn(lastFrame);
      promise((await readLog(devtools, 'drops')).facts.count === 0, 'facts were dropped');
      leftAlone(complaints);
      return `${reloads} reloads: ${frames} frames of the page, each at both ends; ${recorded} recorded before and between; nothing on its console`;
    }),
};
