/** Writes the coverage of a test process before the runner ends it (a killed process writes none). */
import v8 from 'node:v8'
import { afterAll } from 'vitest'

afterAll(() => {
  if (process.env.NODE_V8_COVERAGE) v8.takeCoverage()
})
