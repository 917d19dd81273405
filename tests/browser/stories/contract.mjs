// What demo.json promises to programs that drive the demonstration: every key, and that it leads somewhere.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { house } from '../house/house.mjs'

const KEYS = [
  'admin', 'agencies', 'ca', 'cards', 'certificate_host', 'citizens', 'database', 'entity_id', 'hub', 'metadata', 'officers',
  'outbox', 'resolve',
]
const OF_A_CITIZEN = ['certificate', 'contrast_datum', 'document', 'email', 'name', 'password', 'phone', 'registration_level', 'surname']

test('demo.json holds what its contract lists', async () => {
  const { home, ...contract } = house.demonstration
  assert.ok(home)
  assert.deepEqual(Object.keys(contract).sort(), KEYS)
  const port = Number(new URL(contract.hub).port)
  assert.equal(contract.hub, `https://hub.localhost:${port}`)
  assert.equal(contract.metadata, `${contract.hub}/saml/metadata`)
  assert.equal(contract.certificate_host, `x509.localhost:${port + 1}`)
  assert.equal(contract.admin, `http://127.0.0.1:${port - 1}`)
  assert.deepEqual(new Set(Object.values(contract.resolve)), new Set(['127.0.0.1']))
  assert.equal(contract.resolve['hub.localhost'], '127.0.0.1')
  assert.match(contract.database, /^postgres/)
  assert.deepEqual(contract.officers, [])
  const agency = (name, level) => {
    const url = `https://${name}.localhost:${port + 3}`
    return { name, url, entity_id: `${url}/saml/metadata`, metadata: `${url}/saml/metadata`, level }
  }
  assert.deepEqual(contract.agencies, [
    agency('trafico', 'low'), agency('hacienda', 'substantial'), agency('certificado', 'substantial'),
  ])
})

test('demo.json tells of every citizen what a login and an office need', () => {
  const { citizens } = house.demonstration
  assert.ok(citizens.length >= 2)
  for (const one of citizens) {
    assert.deepEqual(Object.keys(one).sort(), OF_A_CITIZEN)
    assert.match(one.registration_level, /^(basic|advanced)$/)
  }
  assert.deepEqual(new Set(citizens.map((one) => one.registration_level)), new Set(['basic', 'advanced']))
})

test('what demo.json names is there', async () => {
  const { admin, ca, outbox } = house.demonstration
  assert.match(await readFile(ca, 'utf8'), /BEGIN CERTIFICATE/)
  const lines = (await readFile(outbox, 'utf8')).split('\n').filter((line) => line !== '')
  for (const line of lines) {
    assert.deepEqual(Object.keys(JSON.parse(line)).sort(), ['at', 'code', 'purpose', 'subject', 'text', 'to'])
  }
  for (const path of ['/healthz', '/readyz']) assert.equal((await fetch(admin + path)).status, 200)
})
