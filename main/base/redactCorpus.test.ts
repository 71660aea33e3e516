/**
 * How much is found, and how much is found that is none: thirty kinds of secrets in every place they turn up, and some
 * forty thousand ordinary lines. The numbers are promises: 98 % of secrets, one false hit in a thousand lines.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { ARMOURED, ARMOURED_PLACES, BARE_PLACES, HARMLESS, KINDS, type Kind, Maker, PLACES, seeded } from '../../testing/secretCorpus.ts'
import { redact } from './redact.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EACH = times(20, 200)
/** A part this long of a secret that is still there is a leak. */
const PART = 12

interface Case {
  readonly kind: string
  readonly place: string
  readonly secret: string
  readonly text: string
}

function casesOf(kinds: readonly Kind[], places: Readonly<Record<string, (text: string) => string>>, ownShape = false): Case[] {
  return kinds.flatMap((kind, index) => {
    const maker = new Maker(seeded(1_000 + index))
    const made = Array.from({ length: EACH }, () => kind.make(maker)).filter(({ secret, text }) => !ownShape || secret === text)
    return made.flatMap(({ secret, text }) => Object.entries(places).map(([place, put]) => ({ kind: kind.name, place, secret, text: put(text) })))
  })
}

/** True when no part of the secret can be read any more, encoded or not. */
function isGone({ secret, text }: Case): boolean {
  const left = redact(text)
  const readable = [left, ...(left.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? []).map((run) => Buffer.from(run, 'base64').toString('latin1'))]
  return partsOf(secret).every((part) => readable.every((some) => !some.includes(part)))
}

/** The last characters, and for what is longer some from the middle: beginnings are the same for all. */
function partsOf(secret: string): string[] {
  const flat = secret.split('\n').filter((line) => !line.startsWith('-----') && line.length >= 8)
  return flat.map((line) => line.slice(-Math.min(PART, line.length)))
}

const all = [...casesOf(KINDS, PLACES), ...casesOf(KINDS, BARE_PLACES, true), ...casesOf(ARMOURED, ARMOURED_PLACES)]

suite('main/base/redact, recall', () => {
  test('there are thirty kinds, twenty of each', () => {
    expect(KINDS.length + ARMOURED.length).toBeGreaterThanOrEqual(30)
    expect(all.length).toBeGreaterThan(30 * 20 * 5)
    expect(new Set(all.map(({ secret }) => secret)).size).toBeGreaterThanOrEqual(30 * EACH)
  })

  test('a secret that stays is noticed', () => {
    expect(isGone({ kind: '', place: '', secret: 'correct horse battery', text: 'correct horse battery' })).toBe(false)
    expect(isGone({ kind: '', place: '', secret: 'correct horse battery', text: Buffer.from('it is correct horse battery').toString('base64') })).toBe(false)
  })

  test('98 % of all are gone', () => {
    const left = all.filter((made) => !isGone(made))
    expect(left.map(({ kind, place, text }) => `${kind}, ${place}: ${text.slice(0, 100)}`).slice(0, 20)).toEqual([])
    expect(1 - left.length / all.length).toBeGreaterThanOrEqual(0.98)
  })

  for (const { name } of [...KINDS, ...ARMOURED]) {
    test(`${name}: 95 % in every place`, () => {
      const byPlace = Map.groupBy(
        all.filter(({ kind }) => kind === name),
        ({ place }) => place,
      )
      for (const [place, made] of byPlace) expect(made.filter(isGone).length / made.length, place).toBeGreaterThanOrEqual(0.95)
    })
  }
})

suite('main/base/redact, false hits', () => {
  for (const [name, make] of Object.entries(HARMLESS)) {
    test(`${name} stays whole`, () => {
      const maker = new Maker(seeded(7))
      for (let n = 0; n < EACH; n++) {
        const text = make(maker)
        for (const line of [text, `see ${text} there`, `"${text}",`, `- ${text}`]) expect(redact(line)).toBe(line)
      }
    })
  }

  test("of this project's own lines at most one in a thousand", () => {
    const files = globSync('{shared,main,renderer,client,cli,preload,testing,e2e,bench,scripts,docs,build}/**/*.{ts,tsx,md,css,json,yml}', { cwd: ROOT })
    const ordinary = [
      ...files.filter((path) => !/redact|secret/i.test(path)),
      'package.json',
      'package-lock.json',
      'README.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
    ]
    const lines = ordinary.flatMap((path) => readFileSync(`${ROOT}/${path}`, 'utf8').split('\n'))
    expect(lines.length).toBeGreaterThan(20_000)
    const hits = lines.filter((line) => redact(line) !== line)
    expect(hits.length / lines.length, hits.slice(0, 40).join('\n')).toBeLessThanOrEqual(0.001)
  })
})
