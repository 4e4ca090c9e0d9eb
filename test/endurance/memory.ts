import { readFileSync } from 'node:fs';
import type { Browser } from 'puppeteer-core';

const MiB = 1024 * 1024;

/** Resident memory of the extension's process (devtools page and panel), MiB, as the kernel counts it (Linux). */
export async function extensionMemory(browser: Browser): Promise<number> {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let pages = 0;
  for (const { type, id } of processInfo)
    if (type === 'renderer' && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--extension-process'))
      pages += Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]);
  return Math.round((pages * 4096) / MiB);
}
