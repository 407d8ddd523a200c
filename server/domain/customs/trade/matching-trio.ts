/** The order against the payment and against the waybill. A document that is not there leaves its side empty. */
import type { Sheet } from "./comparison.ts";
import type { Person } from "./document.ts";
import type { ExportOrder, ImportOrder } from "./order.ts";
import type { ExportReceipt, ImportPayment } from "./payment.ts";
import type { ExportWaybill, ImportWaybill } from "./waybill.ts";

/** An identity as it is compared and told: the kind of document and the keyed hash, never the number. */
export const identityText = (person: Person | undefined): string | undefined => person && `${person.idType}:${person.idHash}`;

export const compareImportPayment = (sheet: Sheet, order: ImportOrder | undefined, payment: ImportPayment | undefined): void => {
  const pair = "order_payment";
  // Both may be left out of the order, never of the payment.
  const isOptional = order !== undefined && payment !== undefined;
  sheet.text({ pair, field: "order_no" }, order?.orderNo, payment?.orderNo);
  sheet.text({ pair, field: "platform" }, order?.platform, payment?.platform);
  sheet.amount({ pair, field: "amount_paid" }, order?.amountPaid, payment?.amount);
  sheet.text({ pair, field: "currency" }, order?.currency, payment?.currency);
  sheet.text({ pair, field: "pay_code", isOptional }, order?.payCode, payment?.provider.code);
  sheet.text({ pair, field: "transaction_no", isOptional }, order?.payTransactionNo, payment?.transactionNo);
  sheet.text({ pair, field: "payer_name" }, order?.buyer.name, payment?.payer.name);
  sheet.text({ pair, field: "payer_identity" }, identityText(order?.buyer), identityText(payment?.payer));
};

export const compareImportWaybill = (sheet: Sheet, order: ImportOrder | undefined, waybill: ImportWaybill | undefined): void => {
  const pair = "order_waybill";
  sheet.text({ pair, field: "order_no" }, order?.orderNo, waybill?.orderNo);
  sheet.text({ pair, field: "consignee_name" }, order?.consignee.name, waybill?.consignee.name);
  sheet.text({ pair, field: "consignee_telephone" }, order?.consignee.telephone, waybill?.consignee.telephone);
  sheet.text({ pair, field: "consignee_address" }, order?.consignee.address, waybill?.consignee.address);
};

/** 收款金额 is held against goods and freight; of what else it may include nothing is written. */
export const compareExportReceipt = (sheet: Sheet, order: ExportOrder | undefined, receipt: ExportReceipt | undefined): void => {
  const pair = "order_payment";
  sheet.text({ pair, field: "order_no" }, order?.orderNo, receipt?.orderNo);
  sheet.text({ pair, field: "platform" }, order?.platform, receipt?.platform);
  sheet.text({ pair, field: "merchant" }, order?.merchant.code, receipt?.merchant.code);
  sheet.amount({ pair, field: "received_amount" }, order && order.goodsValue + order.freight, receipt?.amount);
  sheet.text({ pair, field: "currency" }, order?.currency, receipt?.currency);
};

/** The waybill of an export names no order: the list joins the two; only the merchant can be compared, where it is given. */
export const compareExportWaybill = (sheet: Sheet, order: ExportOrder | undefined, waybill: ExportWaybill | undefined): void => {
  const isOptional = waybill !== undefined;
  sheet.text({ pair: "order_waybill", field: "merchant", isOptional }, order?.merchant.code, waybill?.merchantCode);
};
