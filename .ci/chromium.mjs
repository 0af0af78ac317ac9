// The headless browser that the other scripts use, and a way to keep two processors busy.
import { chromium } from 'playwright-core';

export const launch = () => chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});

// Reports all that a page does beyond showing itself: requests, messages, errors, dialogs, downloads, new windows.
export function watch(page, address, report) {
  page.on('request', (request) => { if (request.url() !== address) report(`asks for ${request.url()}`); });
  page.on('console', (message) => report(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => report(`error: ${error.message}`));
  page.on('dialog', (dialog) => { report(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('popup', (popup) => report(`opens ${popup.url()}`));
  page.on('download', (download) => report(`downloads ${download.url()}`));
  page.on('framenavigated', (frame) => { if (frame.url().split('#')[0] !== address && frame.url() !== 'about:blank') report(`goes to ${frame.url()}`); });
}

// Does something for each of a list, two at a time.
export async function each(list, work) {
  const open = [...list];
  await Promise.all([1, 2].map(async () => { while (open.length > 0) await work(open.shift()); }));
}

// Ends a script: with what was wrong, or saying what passed.
export function conclude(wrong, passed) {
  if (wrong.length > 0) {
    const shown = [...new Set(wrong)];
    console.error(shown.slice(0, 60).join('\n'));
    if (shown.length > 60) console.error(`and ${shown.length - 60} more`);
    process.exit(1);
  }
  console.log(passed);
}
