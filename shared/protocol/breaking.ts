/**
 * What of a new protocol would break a program written for an older one of the same major version. Pure. A program may be sent more
 * than it knows, and may send what it always did: methods, fields of answers and accepted values stay, nothing new becomes required.
 */
import type { ProtocolSchema } from './schema.ts'

type Json = unknown
type Fields = Readonly<Record<string, Json>>

/** One sentence for each break; none is what a release needs. */
export function breaks(before: ProtocolSchema, after: ProtocolSchema): string[] {
  const methods = Object.entries(before.methods).flatMap(([name, old]) => {
    const now = after.methods[name]
    if (now === undefined) return [`${name} is gone`]
    const scope = old.scope === now.scope ? [] : [`${name} needs another scope: ${now.scope}`]
    return [...scope, ...narrowed(old.params, now.params, `${name} params`), ...lost(old.result, now.result, `${name} result`)]
  })
  const messages = Object.entries(before.messages).flatMap(([name, old]) => lost(old, after.messages[name], name))
  const errors = before.errors.filter((code) => !after.errors.includes(code)).map((code) => `the error ${code} is gone`)
  return [...methods, ...messages, ...errors]
}

/** What was sent is still taken. */
function narrowed(old: Json, now: Json, at: string): string[] {
  const [was, is] = [fields(old), fields(now)]
  const required = list(is.required)
    .filter((name) => !list(was.required).includes(name))
    .map((name) => `${at}: ${name} is required now`)
  const values = list(was.enum)
    .filter((value) => is.enum !== undefined && !list(is.enum).includes(value))
    .map((value) => `${at}: ${value} is taken no more`)
  const bounds = [
    ...(['maximum', 'maxLength', 'maxItems'] as const).filter((name) => number(is[name], Infinity) < number(was[name], Infinity)),
    ...(['minimum', 'minLength', 'minItems'] as const).filter((name) => number(is[name], -Infinity) > number(was[name], -Infinity)),
  ].map((name) => `${at}: ${name} is narrower`)
  const type = is.type === undefined || same(was.type, is.type) ? [] : [`${at}: its type is another`]
  const parts = Object.entries(fields(was.properties)).flatMap(([name, part]) => {
    const next = fields(is.properties)[name]
    return next === undefined ? [] : narrowed(part, next, `${at}.${name}`)
  })
  return [...required, ...values, ...bounds, ...type, ...parts]
}

/** What was received still comes. */
function lost(old: Json, now: Json, at: string): string[] {
  const [was, is] = [fields(old), fields(now)]
  const type = was.type === undefined || same(was.type, is.type) ? [] : [`${at}: its type is another`]
  const optional = list(was.required)
    .filter((name) => !list(is.required).includes(name))
    .map((name) => `${at}: ${name} may be missing now`)
  const parts = Object.entries(fields(was.properties)).flatMap(([name, part]) => {
    const next = fields(is.properties)[name]
    return next === undefined ? [`${at}.${name} is gone`] : lost(part, next, `${at}.${name}`)
  })
  const items = was.items === undefined ? [] : lost(was.items, is.items, `${at}[]`)
  return [...type, ...optional, ...parts, ...items, ...lostOptions(was, is, at)]
}

/** Of a union, each form that came is still one that comes: told by the constant that names it, else by its place. */
function lostOptions(was: Fields, is: Fields, at: string): string[] {
  const [before, after] = [alternatives(was), alternatives(is)]
  return before.flatMap((option, index) => {
    const name = constantOf(option)
    const next = name === null ? after[index] : after.find((candidate) => constantOf(candidate) === name)
    return next === undefined ? [`${at}: ${name ?? index} comes no more`] : lost(option, next, `${at}<${name ?? index}>`)
  })
}

function alternatives(schema: Fields): readonly Json[] {
  return [schema.oneOf, schema.anyOf].flatMap((options) => (Array.isArray(options) ? options : []))
}

function constantOf(option: Json): string | null {
  const named = Object.values(fields(fields(option).properties)).map((part) => fields(part).const)
  const found = named.find((value) => typeof value === 'string')
  return typeof found === 'string' ? found : null
}

function fields(value: Json): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function list(value: Json): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function number(value: Json, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
