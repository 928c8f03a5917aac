import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { ApiError } from '@/lib/openai/api-error'
import { checkReceipt } from '@/lib/telemetry/check-receipt'
import { readReceipt } from '@/lib/telemetry/read-receipt'
import type { SignedReceipt } from '@/lib/telemetry/sign-receipt'

const keptMs = 7 * 24 * 60 * 60_000

const unsigned = 'Neither RECEIPT_SECRET nor API_KEY_PEPPER was set when this call was served.'

/**
 * Gives the receipt of a call. Where several calls came under one request id it is that of the newest, with the others
 * behind it.
 */
export async function reportReceipts({ id }: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  const texts = await readKept(id, dependencies)
  const read = await Promise.all(texts.map(text => ownReceipt(text, { id, dependencies })))
  const [newest, ...earlier] = read.filter(each => each !== undefined).map(shown)
  if (newest === undefined)
    throw new ApiError(
      'receipt_not_found',
      'There is no receipt of this request id. Receipts are kept for 7 days, of calls that were let in; without Redis, of the last few hundred of this instance.',
    )
  return Response.json(earlier.length === 0 ? newest : { ...newest, earlier })
}

async function readKept(id: string, { usage }: Dependencies): Promise<readonly string[]> {
  // Under any other name nothing is ever kept.
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(id)) return []
  return await usage.receipts(id).catch((cause: unknown) => {
    throw new ApiError('limiter_unavailable', 'The store of the receipts does not answer.', { cause })
  })
}

type Asked = { readonly id: string; readonly dependencies: Dependencies }

// Whatever lies in the store and is none, or is of another call, or was changed there, is not ours.
async function ownReceipt(text: string, { id, dependencies }: Asked): Promise<SignedReceipt | undefined> {
  const { environment, effects, writeLog } = dependencies
  const receipt = readReceipt(text)
  if (receipt === undefined || receipt.requestId !== id) return undefined
  if (Date.parse(receipt.at) <= effects.now() - keptMs) return undefined
  const { receiptSecret } = environment
  const isTampered =
    receiptSecret !== undefined && (await checkReceipt(receipt, receiptSecret)) === 'tampered'
  if (!isTampered) return receipt
  writeLog('warn', { event: 'receipt-tampered', requestId: id })
  return undefined
}

function shown(receipt: SignedReceipt): object {
  return receipt.signature === null ? { ...receipt, unsigned } : receipt
}
