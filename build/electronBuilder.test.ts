import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, suite, test } from 'vitest'

interface Configuration {
  readonly asar: boolean
  readonly publish: null
  readonly files: readonly { readonly filter: readonly string[] }[]
  readonly extraResources: readonly { readonly from: string; readonly to: string }[]
  readonly electronFuses: Readonly<Record<string, boolean>>
  readonly mac: {
    readonly icon: string
    readonly entitlements: string
    readonly entitlementsInherit: string
    readonly preAutoEntitlements: boolean
    readonly hardenedRuntime: boolean
    readonly extendInfo: Readonly<Record<string, unknown>>
  }
}

/** electron-builder's own reader and its check against its schema, without its builder. */
interface Checker {
  getConfig(project: string, file: string, options: null): Promise<Configuration>
  validateConfiguration(configuration: unknown, log: { isEnabled: boolean }): Promise<void>
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const requireAsBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
const { getConfig, validateConfiguration }: Checker = requireAsBuilder('app-builder-lib/out/util/config/config.js')
const scheme: { definitions: { FuseOptionsV1: { properties: object } } } = requireAsBuilder('app-builder-lib/scheme.json')

let config: Configuration

beforeAll(async () => {
  config = await getConfig(ROOT, join(ROOT, 'electron-builder.yml'), null)
})

suite('electron-builder.yml', () => {
  test('satisfies electron-builder’s schema, which does catch a mistake', async () => {
    await validateConfiguration(config, { isEnabled: false })
    const mistaken = { ...config, mac: { ...config.mac, hardenedRuntme: true } }
    await expect(validateConfiguration(mistaken, { isEnabled: false })).rejects.toThrow('configuration.mac')
  })

  test('every file it names is there', () => {
    const { icon, entitlements, entitlementsInherit } = config.mac
    const named = [icon, entitlements, entitlementsInherit, ...config.extraResources.map(({ from }) => from)]
    // What the build makes is there when the app is packaged.
    expect(named.filter((path) => path !== 'out' && !existsSync(join(ROOT, path)))).toEqual([])
    expect(readdirSync(join(ROOT, 'build/tray'))).toContain('idleTemplate.png')
  })

  test('the icon is a complete container of PNGs up to 1024 pixels', () => {
    const icon = readFileSync(join(ROOT, config.mac.icon))
    expect([icon.toString('latin1', 0, 4), icon.readUInt32BE(4)]).toEqual(['icns', icon.length])
    const widths: number[] = []
    for (let at = 8; at < icon.length; at += icon.readUInt32BE(at + 4)) {
      expect(icon.toString('latin1', at + 9, at + 12)).toBe('PNG')
      widths.push(icon.readUInt32BE(at + 24))
    }
    expect(new Set(widths)).toEqual(new Set([16, 32, 64, 128, 256, 512, 1024]))
  })

  test('every fuse is decided, none the insecure way', () => {
    const { resetAdHocDarwinSignature: _notAFuse, ...fuses } = scheme.definitions.FuseOptionsV1.properties as Record<string, unknown>
    const { resetAdHocDarwinSignature, ...decided } = config.electronFuses
    expect(resetAdHocDarwinSignature).toBe(true)
    expect(Object.keys(decided).sort()).toEqual(Object.keys(fuses).sort())
    const on = Object.entries(decided).flatMap(([fuse, value]) => (value ? [fuse] : []))
    expect(on.sort()).toEqual(['enableCookieEncryption', 'enableEmbeddedAsarIntegrityValidation', 'onlyLoadAppFromAsar'])
    expect(config.asar).toBe(true)
  })

  test('the hardened runtime gives away just-in-time code and nothing else', () => {
    const plist = readFileSync(join(ROOT, config.mac.entitlements), 'utf8')
    expect([...plist.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit'])
    expect(config.mac).toMatchObject({ hardenedRuntime: true, preAutoEntitlements: false, extendInfo: { LSUIElement: true } })
  })

  test('what is bundled goes in, what it was bundled from stays out, and nothing is uploaded', () => {
    expect(config.files.flatMap(({ filter }) => filter)).toEqual(['out/**', 'package.json', '!**/*.map', '!node_modules'])
    expect(config.publish).toBeNull()
  })

  test('the entry that package.json names is the one the bundler makes', () => {
    const { main }: { main: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(main).toBe('out/main/electron/main.js')
    expect(readFileSync(join(ROOT, 'vite.config.ts'), 'utf8')).toContain("'main/electron/main'")
  })
})
