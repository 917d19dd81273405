// The demonstration, on ports and in a folder that no other has.

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

const run = promisify(execFile)
const folder = path.join(process.env.ZAGUAN_TEST_VAR ?? path.join(root, 'var'), 'browser')

/** Starts it and gives what its contract says (`demo.json`), with `home`: of a browser that trusts it. */
export async function up() {
  try {
    await task('up', await freePort())
    const contract = JSON.parse(await readFile(path.join(folder, 'demo.json'), 'utf8'))
    return { ...contract, home: path.join(folder, 'browser') }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Stops it, and deletes what it kept. */
export async function remove() {
  await task('remove')
}

/** Says something to the hub as its operator does, and gives what it answers. */
export async function operate(...command) {
  const env = { ...process.env, ZAGUAN_DEMO_VAR: folder, ZAGUAN_CONFIG: path.join(folder, 'hub.toml') }
  const { stdout } = await run(path.join(root, 'tasks/hub'), command, { env })
  return stdout
}

async function task(action, port = FIRST) {
  const env = { ...process.env, ZAGUAN_DEMO_PORT: String(port), ZAGUAN_DEMO_VAR: folder }
  await run(path.join(root, 'tasks/demo'), [action], { env })
}

// The demonstration listens from one port before the one it is given to the third after it.
const FIRST = 23443
const LAST = 23943
const WIDTH = 5

async function freePort() {
  for (let port = FIRST; port <= LAST; port += 2 * WIDTH) {
    const range = Array.from({ length: WIDTH }, (_, n) => port - 1 + n)
    if ((await Promise.all(range.map(isFree))).every(Boolean)) return port
  }
  throw new Error(`no ports are free between ${FIRST} and ${LAST}`)
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
