/** The settings at the border: a schema made of the same data that the window and the command line read. */
import { z } from 'zod'
import type { Control } from './settingControl.ts'
import { controlOf, SETTING_KEYS, type Settings, takesValue } from './settings.ts'

// The shape is read off the data, so its type has to be told.
export const settingsSchema = z.object(
  Object.fromEntries(SETTING_KEYS.map((key) => [key, schemaOf(controlOf(key)).refine((value) => takesValue(key, value))])),
) as unknown as z.ZodType<Settings>

function schemaOf(control: Control): z.ZodType {
  switch (control.kind) {
    case 'toggle':
      return z.boolean()
    case 'choice':
      return z.enum([...control.options])
    case 'number':
      return z.number()
    default:
      return z.string()
  }
}
