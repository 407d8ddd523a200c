/** The waybill (电子运单): CEB511 of an import, CEB505 of an export, which names neither order nor consignee. */
import type { Money } from "../../basics/money.ts";
import type { Consignee, DocumentHead, WaybillKey } from "./document.ts";

type WaybillHead = WaybillKey &
  Readonly<{
    head: DocumentHead;
    /** logisticsName 物流企业. */
    carrierName: string;
    currency: string;
    /** weight, grossWeight 毛重: 10⁻⁵ kg. */
    grossWeightKg: bigint;
    /** packNo 包裹数; of an import 限定为“1”. */
    packages: number;
    goodsInfo?: string;
  }>;

export type ImportWaybill = WaybillHead &
  Readonly<{
    direction: "import";
    orderNo: string;
    consignee: Consignee;
    /** billNo 提运单号 of a direct purchase. */
    billNo?: string;
    freight?: Money;
    insuredFee?: Money;
  }>;

export type ExportWaybill = WaybillHead &
  Readonly<{
    direction: "export";
    freight: Money;
    insuredFee: Money;
    /** ebcCode 收发货人. */
    merchantCode?: string;
  }>;

export type Waybill = ImportWaybill | ExportWaybill;
