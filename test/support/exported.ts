import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'puppeteer-core';
import { until } from '../../scripts/browser/poll.ts';

/** Has the panel save what it shows, by its menu, in a folder of its own in `folder`, and returns the file's path once it is there. */
export async function exportFrom(
  panel: Frame,
  format: 'sockscope' | 'report' | 'har',
  folder: string,
): Promise<string> {
  const extension = { sockscope: '.sockscope', report: '.json', har: '.har' }[format];
  // Of its own, because a download overwrites what has its name.
  const downloadPath = await mkdtemp(join(folder, 'export-'));
  const session = await panel.page().browser().target().createCDPSession();
  // The file has its name before it has its content, so the browser has to say that it is done.
  let isComplete = false;
  session.on('Browser.downloadProgress', ({ state }) => {
    if (state === 'completed') isComplete = true;
  });
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath, eventsEnabled: true });
  await panel.select('select.export', format);
  await until(() => isComplete);
  await session.detach();
  const name = (await readdir(downloadPath)).find((each) => each.endsWith(extension));
  return join(downloadPath, name ?? `nothing${extension}`);
}

export const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;
