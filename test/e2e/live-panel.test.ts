import { beforeEach, describe, expect, it } from 'vitest';
import { type OpenPanel, openPanel } from '../support/devtools-panel.ts';
import { until } from '../support/poll.ts';
import { ownPageForEachTest, type Scene } from '../support/scenes.ts';

let scene: Omit<Scene, 'devtools'>;
let devtools: OpenPanel;
ownPageForEachTest((set) => {
  scene = set;
});
beforeEach(async () => {
  devtools = await openPanel(scene.page, { size: { width: 1200, height: 700 } });
  await scene.page.goto(scene.server.http);
  await scene.page.evaluate(`new Promise((resolve) => {
    window.ws = new WebSocket('${scene.server.ws}');
    ws.onopen = resolve;
  })`);
});

const lastFrame = (): Promise<number> => devtools.evaluate<number>('sockscopeHost.log.lastFrame');
const send = (...words: string[]): Promise<unknown> =>
  scene.page.evaluate((all) => {
    for (const each of all) (globalThis as unknown as { ws: WebSocket }).ws.send(each);
  }, words);
/** So many a second for so long, from the server. */
const pour = (rate: number, seconds: number): Promise<unknown> => send(`pour ${rate} ${seconds} 230`);

/** Numbers of the frames that are listed, from top to bottom, with those just outside of the window. */
const listed = (): Promise<number[]> =>
  devtools.panel.evaluate(() =>
    [...document.querySelectorAll('[aria-label=Frames] .row:not(.head)')].map((row) =>
      Number(row.firstElementChild?.textContent?.replaceAll(',', '')),
    ),
  );
const isWithoutHoles = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number === numbers[at - 1]! + 1);

/** Elements is another tab of DevTools: the panel is not on screen then. */
const showTab = (id: string): Promise<unknown> =>
  devtools.frontend.evaluate(`import('devtools://devtools/bundled/ui/legacy/legacy.js').then(({ InspectorView }) => {
    const view = InspectorView.InspectorView.instance();
    return view.showPanel(view.tabbedPane.tabIds().find((id) => id.endsWith(${JSON.stringify(id)})));
  })`);

describe('the panel while frames come in', () => {
  it('follows a flood, each frame once and in order, to its last frame', async () => {
    for (let burst = 1; burst <= 6; burst++) {
      await send('flood 1000 230');
      for (let look = 0; look < 4; look++) expect(await listed()).toSatisfy(isWithoutHoles);
    }
    await until(lastFrame, (last) => last === 6 * 1001);
    await until(listed, (numbers) => numbers.at(-1) === 6 * 1001);
    // A word after the silence.
    await send('silent one more');
    await until(async () =>
      devtools.panel.evaluate('document.querySelector("[aria-label=Frames]").innerText.includes("one more")'),
    );
    expect(await listed()).toSatisfy(isWithoutHoles);
  });

  it('stays where the user scrolled to, and follows again from the end on', async () => {
    await pour(1000, 8);
    await until(lastFrame, (last) => last > 1000);
    const scroll = (to: string): Promise<unknown> =>
      devtools.panel.evaluate(
        `(() => { const box = document.querySelector('[aria-label=Frames]'); box.scrollTop = ${to}; })()`,
      );
    await scroll('2200');
    const rows = await until(listed, (numbers) => numbers.includes(101));
    const before = await lastFrame();
    await until(lastFrame, (last) => last > before + 1000);
    expect(await listed()).toEqual(rows);
    await scroll('box.scrollHeight');
    await until(listed, (numbers) => numbers.at(-1)! > before + 1000);
    const then = (await listed()).at(-1)!;
    await until(listed, (numbers) => numbers.at(-1)! > then + 500);
  });

  it('goes on following when its window changes, and after a clear', async () => {
    await pour(500, 15);
    await until(listed, (numbers) => numbers.length > 20);
    for (const height of [420, 800]) {
      await devtools.frontend.setViewport({ width: 1200, height });
      const before = await lastFrame();
      await until(listed, (numbers) => numbers.at(-1)! > before + 100);
      await until(() =>
        devtools.panel.$eval(
          '[aria-label=Frames]',
          (box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 2,
        ),
      );
    }
    const last = await lastFrame();
    await devtools.evaluate('sockscopeHost.recording.clear()');
    const later = await until(lastFrame, (now) => now > last + 200);
    await until(listed, (numbers) => numbers.at(-1)! > later);
  });

  it('shows nothing while another tab of DevTools is open, and all of it afterwards', async () => {
    await send('silent first');
    await until(listed, (numbers) => numbers.length === 1);
    await showTab('elements');
    await pour(5000, 2);
    await until(lastFrame, (last) => last > 4000);
    await showTab('Sockscope');
    await until(async () => (await listed()).at(-1) === (await lastFrame()));
  });

  it('throws nothing when a list is left while it scrolls', async () => {
    await send('flood 1000 230');
    await until(lastFrame, (last) => last === 1001);
    const thrown = await devtools.panel.evaluate(async () => {
      const errors: string[] = [];
      addEventListener('error', (event) => errors.push(event.message));
      const painted = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      for (let round = 0; round < 20; round++) {
        document.querySelector<HTMLElement>('#tab-frames')?.click();
        await painted();
        await painted();
        document.querySelector('[aria-label=Frames]')?.scrollTo(0, 100 * round);
        document.querySelector<HTMLElement>('#tab-exchanges')?.click();
        await painted();
      }
      return errors;
    });
    expect(thrown).toEqual([]);
  });
});
