/** What was paid: the payment (电子支付单) CEB411 of an import, the receipt (收款单) CEB403 of an export. */
import type { Money } from "../../basics/money.ts";
import type { DocumentHead, Firm, Person, TradeKey } from "./document.ts";

type PaymentHead = TradeKey &
  Readonly<{
    head: DocumentHead;
    platformName: string;
    /** amountPaid 支付金额; charge 收款金额. */
    amount: Money;
    currency: string;
    /** payTime 支付时间; accountingDate 到账时间. */
    paidMs: number;
  }>;

export type ImportPayment = PaymentHead &
  Readonly<{
    direction: "import";
    /** 支付企业. */
    provider: Firm;
    /** payTransactionId 支付流水号, unique with its provider. */
    transactionNo: string;
    /** 支付人. */
    payer: Person;
  }>;

export type ExportReceipt = PaymentHead &
  Readonly<{
    direction: "export";
    merchant: Firm;
    /** 支付企业: a foreign one has no code; what was not paid on line names 现金支付. */
    providerCode?: string;
    providerName: string;
    transactionNo?: string;
  }>;

export type Payment = ImportPayment | ExportReceipt;
