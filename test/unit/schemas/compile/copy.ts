import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { SHIPPED_POLICY } from '../../../shipped-policy.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** What `npm run compile` reads; nothing of it is compiled in a fresh clone. */
const PARTS = ['package.json', 'package-lock.json', 'schemas', 'functions/domain', 'functions/wording'];

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A copy of the repository in which a test may compile what it likes. */
export class RepositoryCopy {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<RepositoryCopy> {
    const path = await mkdtemp(join(tmpdir(), 'alternate-contacts-'));
    const filter = (file: string) => !/schemas\/\.?compiled/.test(file);
    await Promise.all(PARTS.map((part) => cp(join(REPOSITORY, part), join(path, part), { recursive: true, filter })));
    await cp(SHIPPED_POLICY, join(path, 'policy.yml'));
    await symlink(join(REPOSITORY, 'node_modules'), join(path, 'node_modules'));
    await mkdir(join(path, 'policies'));
    return new RepositoryCopy(path);
  }

  /** `npm run compile`, without npm. */
  compile(policyFile?: string): Promise<Ended> {
    return this.#run(process.execPath, ['schemas/compile.ts'], policyFile);
  }

  /** A script of package.json. */
  npm(script: string, policyFile?: string): Promise<Ended> {
    return this.#run('npm', ['run', '--silent', script], policyFile);
  }

  /** What is compiled, by name; and whatever else a compilation left in the folder of the schemas. */
  async compiled(): Promise<Record<string, string>> {
    const folder = join(this.path, 'schemas');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const contents = entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), entry.isFile() ? await readFile(path, 'utf8') : 'a directory'] as const;
    });
    const all = await Promise.all(contents);
    return Object.fromEntries(all.filter(([name]) => /^(compiled|\.)/.test(name)).toSorted());
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true });
  }

  #run(command: string, args: string[], policyFile = ''): Promise<Ended> {
    const env = { ...process.env, POLICY_FILE: policyFile };
    return new Promise((done) => {
      const child = execFile(command, args, { cwd: this.path, env }, (_, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  }
}
