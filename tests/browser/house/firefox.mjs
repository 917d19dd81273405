// Firefox ESR without a window, driven by its own protocol (Marionette): enough to follow links and press buttons.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { house } from './house.mjs'

const run = promisify(execFile)
const PORT = 2828
const PATIENCE = 30_000

/** A Firefox whose user has this card, and a port for it to be told what to do. */
export async function firefoxWith(card, port = PORT) {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'zaguan-firefox-'))
  await prepare(profile, card, port)
  const program = process.env.FIREFOX ?? '/usr/bin/firefox-esr'
  const args = ['--headless', '--no-remote', '--marionette', '--profile', profile]
  const process_ = spawn(program, args, { env: { ...process.env, HOME: profile }, stdio: 'ignore' })
  try {
    const line = await connect(port)
    const close = async () => {
      line.end()
      process_.kill()
      await once(process_, 'exit')
      await rm(profile, { recursive: true, force: true })
    }
    return { ...commands(line), close }
  } catch (error) {
    process_.kill()
    throw error
  }
}

async function prepare(profile, card, port) {
  const { ca, cards } = house.demonstration
  const file = path.join(cards, 'cards', `${card}.p12`)
  await run('certutil', ['-N', '-d', `sql:${profile}`, '--empty-password'])
  await run('certutil', ['-A', '-d', `sql:${profile}`, '-n', 'demonstration', '-t', 'C,,', '-i', ca])
  await run('pk12util', ['-i', file, '-d', `sql:${profile}`, '-K', '', '-W', 'zaguan'])
  const settings = {
    'marionette.port': port,
    // There is nobody to be asked.
    'security.default_personal_cert': 'Select Automatically',
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'app.update.enabled': false,
    'network.dns.native-is-localhost': true,
  }
  const lines = Object.entries(settings).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`)
  await writeFile(path.join(profile, 'user.js'), lines.join('\n'))
}

async function connect(port) {
  const until = Date.now() + PATIENCE
  for (;;) {
    const line = createConnection(port, '127.0.0.1')
    try {
      await once(line, 'connect')
      return line
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(200)
    }
  }
}

// Each message is its length, a colon, and JSON: [0, number, command, parameters] and [1, number, error, result].
function commands(line) {
  const waiting = new Map()
  let octets = Buffer.alloc(0)
  line.on('data', (more) => {
    octets = Buffer.concat([octets, more])
    for (let colon = octets.indexOf(':'); colon > 0; colon = octets.indexOf(':')) {
      const length = Number(octets.subarray(0, colon))
      if (octets.length < colon + 1 + length) return
      const message = JSON.parse(octets.subarray(colon + 1, colon + 1 + length))
      octets = octets.subarray(colon + 1 + length)
      if (Array.isArray(message)) waiting.get(message[1])?.(message)
    }
  })
  let number = 0
  const say = (command, parameters = {}) => new Promise((resolve, reject) => {
    number += 1
    waiting.set(number, ([, , error, result]) => (error ? reject(new Error(error.message)) : resolve(result)))
    const text = JSON.stringify([0, number, command, parameters])
    line.write(`${Buffer.byteLength(text)}:${text}`)
  })
  const evaluate = async (script, ...args) =>
    (await say('WebDriver:ExecuteScript', { script, args, newSandbox: true })).value
  return {
    begin: () => say('WebDriver:NewSession', { capabilities: { alwaysMatch: { pageLoadStrategy: 'normal' } } }),
    go: (url) => say('WebDriver:Navigate', { url }),
    evaluate,
    /** Presses what is found, when it is there. */
    press: async (selector) => {
      const until = Date.now() + PATIENCE
      for (;;) {
        const found = await evaluate(`return document.querySelector(arguments[0]) !== null`, selector).catch(() => false)
        if (found) break
        if (Date.now() > until) throw new Error(`no ${selector} at ${await evaluate('return location.href + document.body.innerText')}`)
        await sleep(100)
      }
      const element = await say('WebDriver:FindElement', { using: 'css selector', value: selector })
      await say('WebDriver:ElementClick', { id: Object.values(element.value)[0] })
    },
    /** The text of what is found, when it is there; on the way whatever is found of `onward` is pressed. */
    text: async (selector, onward = []) => {
      const until = Date.now() + PATIENCE
      for (;;) {
        const text = await evaluate(`return document.querySelector(arguments[0])?.textContent ?? null`, selector).catch(() => null)
        if (text !== null) return text
        const press = 'for (const one of arguments[0]) { document.querySelector(one)?.click() }'
        await evaluate(press, onward).catch(() => {})
        if (Date.now() > until) throw new Error(`no ${selector} at ${await evaluate('return location.href + document.body.innerText')}`)
        await sleep(100)
      }
    },
  }
}
