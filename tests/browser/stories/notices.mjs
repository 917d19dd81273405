// What a person is told of what was done in their name, and how they say that it was not them.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { message, sofar } from '../house/outbox.mjs'
import { arrive, comeToPassword, sendPassword, told } from '../house/steps.mjs'
import { story, visit } from '../house/story.mjs'

story('a login from a new browser is told by mail, and its link ends it', {}, async (visitor) => {
  const { page } = visitor
  const person = citizen('Z1234567R')
  const after = await sofar()
  await comeToPassword(visitor)
  await sendPassword(visitor, person)
  await told(page)
  const mail = await message({ to: person.email, purpose: 'notice', after })
  const link = mail.text.split('\n').find((line) => line.startsWith(`${house.hub}/no-he-sido-yo/`))

  await page.goto(`${house.hub}/accesos`)
  await arrive(page, 'Tus accesos')
  await inspect(page, 'accesses')

  const holder = await visit({})
  try {
    await holder.page.goto(link)
    await arrive(holder.page, '¿No has sido tú?')
    await inspect(holder.page, 'disown')
    await holder.page.getByRole('button', { name: 'No he sido yo: bloquear' }).click()
    await arrive(holder.page, 'Hemos cerrado tus sesiones y bloqueado la clave')
    await inspect(holder.page, 'disown-done')
    assert.deepEqual(holder.problems(), [])
  } finally {
    await holder.context.close()
  }

  await page.goto(`${house.hub}/accesos`)
  await page.getByText('tienes que haber entrado antes').waitFor()
})
