/**
 * Makes `icon.icns` from `icon.svg`: run by hand after the drawing has changed (`node build/makeIcon.ts`, needs
 * `rsvg-convert`), and the result is committed, since electron-builder can convert neither SVG nor PNG everywhere.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Type of each member and the pixels of its PNG; the last four are the doubled densities. */
const MEMBERS = [
  ['icp4', 16],
  ['icp5', 32],
  ['icp6', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
] as const

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

function drawn(pixels: number): Buffer {
  return execFileSync('rsvg-convert', ['-w', String(pixels), '-h', String(pixels), here('./icon.svg')], { maxBuffer: 8 * 1024 * 1024 })
}

/** A type, the length of the whole including these eight bytes, and the content. */
function member(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(content.length + head.length, 4)
  return Buffer.concat([head, content])
}

writeFileSync(here('./icon.icns'), member('icns', Buffer.concat(MEMBERS.map(([type, pixels]) => member(type, drawn(pixels))))))
