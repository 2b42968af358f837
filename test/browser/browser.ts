import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const LOCAL_DIR = join(REPOSITORY, '.local');

/** Finds no host but this machine, asks no proxy, and draws the same on every machine. */
const ARGUMENTS = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  '--no-proxy-server',
  '--font-render-hinting=none',
];

/** Whether the browser comes with the development dependencies; elsewhere the installed Chrome serves. */
export const isBrowserPackaged = process.platform === 'linux' && process.arch === 'x64';

/** Starts a browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  if (!isBrowserPackaged) return chromium.launch({ channel: 'chrome', args: ARGUMENTS });
  const directory = await unpackedBrowser();
  return chromium.launch({
    executablePath: join(directory, 'chromium'),
    // Root has no sandbox, and the only pages are the service's own.
    args: [...ARGUMENTS, '--no-sandbox'],
    env: { ...process.env, LD_LIBRARY_PATH: join(directory, 'al2023/lib'), FONTCONFIG_PATH: directory },
  });
}

/**
 * The directory of the unpacked browser, with the shared libraries and the fonts that it needs, so that nothing but the
 * C library must be installed. It is made once for each version, and whole or not at all.
 */
async function unpackedBrowser(): Promise<string> {
  const directory = join(LOCAL_DIR, `chromium-${await packagedVersion()}`);
  if (await exists(directory)) return directory;
  await mkdir(LOCAL_DIR, { recursive: true });
  const unfinished = await mkdtemp(join(LOCAL_DIR, 'unpacking-chromium-'));
  await unpack(unfinished);
  await writeFile(join(unfinished, 'fonts.conf'), fontSettings(directory));
  await rename(unfinished, directory).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another run may have been faster.
    if (!(await exists(directory))) throw error;
  });
  return directory;
}

/** The package unpacks into the temporary directory, and its shared libraries only where it believes to be in a Lambda. */
async function unpack(directory: string): Promise<void> {
  const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: REPOSITORY,
    env: { ...process.env, TMPDIR: directory, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
}

async function packagedVersion(): Promise<string> {
  const main = import.meta.resolve('@sparticuz/chromium');
  return JSON.parse(await readFile(new URL('../../package.json', main), 'utf8')).version;
}

/** The package's own settings look for its font in `/tmp` alone. The installed fonts add the signs that it lacks. */
function fontSettings(directory: string): string {
  const families = ['system-ui', 'sans-serif'];
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${directory}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${directory}/fonts-cache</cachedir>
  ${families.map((family) => `<alias binding="strong"><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`).join('\n  ')}
</fontconfig>
`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
