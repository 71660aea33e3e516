/**
 * `npm run bench -- NAME`: runs one bench and prints, as the last line, its result as one JSON object; without a name it
 * lists them. A missed target is shown and changes nothing else: speed never fails a build.
 */
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Bench, judge, type Result, type Targets } from './bench.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

async function names(): Promise<string[]> {
  const found: string[] = []
  for await (const file of glob('*.bench.ts', { cwd: FOLDER })) found.push(file.replace('.bench.ts', ''))
  return found.sort()
}

async function load(name: string): Promise<Bench> {
  const module: { bench: Bench } = await import(pathToFileURL(`${FOLDER}${name}.bench.ts`).href)
  return module.bench
}

async function list(): Promise<void> {
  for (const name of await names()) print(`${name.padEnd(12)} ${(await load(name)).summary}`)
}

async function runOne(name: string): Promise<void> {
  const targets: Readonly<Record<string, Targets>> = JSON.parse(await readFile(`${FOLDER}targets.json`, 'utf8'))
  const results = judge(await (await load(name)).run(print), targets[name] ?? {})
  for (const result of results) print(tableLine(result))
  const report = JSON.stringify({ bench: name, machine: machine(), node: process.version, results })
  await mkdir(`${FOLDER}results`, { recursive: true })
  await writeFile(`${FOLDER}results/${name}.json`, `${report}\n`)
  print(report)
}

function tableLine({ name, value, unit, target, better, ok }: Result): string {
  const wanted = target === null ? '' : `  (${better === 'lower' ? 'at most' : 'at least'} ${target})  ${ok === true ? 'met' : 'MISSED'}`
  return `  ${name.padEnd(56)} ${String(value).padStart(10)} ${unit}${wanted}`
}

function machine(): string {
  return `${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

const [name] = process.argv.slice(2)
if (name === undefined) await list()
else if ((await names()).includes(name)) await runOne(name)
else {
  process.stderr.write(`There is no bench "${name}". "npm run bench" lists them.\n`)
  process.exitCode = 2
}
