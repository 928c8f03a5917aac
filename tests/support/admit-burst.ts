import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from './build-ask'

// Run as a process of its own: says that it is ready, waits for a word, admits many calls at once with a clock that is
// wrong, and says how each of them came out.
const [url = '', token = '', shiftSeconds = '0', count = '0', caller = ''] = process.argv.slice(2)
const rightNow = Date.now
Date.now = () => rightNow() + Number(shiftSeconds) * 1000

const redis = createRedis(createRestTransport({ url, token }, fetch), {
  startTimer: () => () => {},
  now: () => 0,
})
const store = createRedisAdmission(redis, createStoreBreaker(Date.now))

process.stdin.once('data', async () => {
  const limits = { requestsPerMinute: 100 }
  const asks = Array.from({ length: Number(count) }, (_, at) =>
    buildAsk({ caller, limits, slot: `${process.pid}-${at}` }),
  )
  const answers = await Promise.all(asks.map(ask => store.admit(ask)))
  process.stdout.write(JSON.stringify(answers.map(({ kind }) => kind)), () => process.exit(0))
})
process.stdout.write('ready\n')
