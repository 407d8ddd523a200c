/** Made from jg2-fields.json and jg2-layouts.json by test/messages/jg2-types.test.ts (`vitest -u`); do not edit. */

/** A whole number in digits: it may pass what a number holds. */
export type IntegerText = string;
/** A plain decimal, exact: `14292.8`. */
export type DecimalText = string;
/** A second in Beijing: `2024-07-30 11:48:02`. */
export type TimeText = string;
/** A day: `2024-07-30`. */
export type DateText = string;

/** What is read and accepted, and what is written, has these. */
type Filled<Part, Field extends keyof Part> = Part & Readonly<Required<Pick<Part, Field>>>;

/** 核注清单表头 (BondInvtBsc) */
export type InventoryHead = Readonly<{
  /** 保税清单编号 */
  bondInvtNo?: string;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 清单预录入编号 */
  invtPreentNo?: string;
  /** 备案编号 */
  putrecNo?: string;
  /** 企业内部清单编号 */
  etpsInnerInvtNo?: string;
  /** 经营企业社会信用代码 */
  bizopEtpsSccd?: string;
  /** 经营企业编号 */
  bizopEtpsno?: string;
  /** 经营企业名称 */
  bizopEtpsNm?: string;
  /** 收发货企业社会信用代码 */
  rvsngdEtpsSccd?: string;
  /** 收货企业编号 */
  rcvgdEtpsno?: string;
  /** 收货企业名称 */
  rcvgdEtpsNm?: string;
  /** 申报企业社会信用代码 */
  dclEtpsSccd?: string;
  /** 申报企业编号 */
  dclEtpsno?: string;
  /** 申报企业名称 */
  dclEtpsNm?: string;
  /** 清单申报日期 */
  invtDclTime?: TimeText;
  /** 报关单申报时间 */
  entryDclTime?: TimeText;
  /** 报关单编号 */
  entryNo?: string;
  /** 关联清单编号 */
  rltInvtNo?: string;
  /** 关联备案编号 */
  rltPutrecNo?: string;
  /** 关联报关单编号 */
  rltEntryNo?: string;
  /** 关联报关单经营企业社会信用代码 */
  rltEntryBizopEtpsSccd?: string;
  /** 关联报关单经营企业编号 */
  rltEntryBizopEtpsno?: string;
  /** 关联报关单经营企业名称 */
  rltEntryBizopEtpsNm?: string;
  /** 进出口口岸代码 */
  impexpPortcd?: string;
  /** 申报地关区代码 */
  dclPlcCuscd?: string;
  /** 进出口标记代码 */
  impexpMarkcd?: string;
  /** 料件成品标记代码 */
  mtpckEndprdMarkcd?: string;
  /** 监管方式代码 */
  supvModecd?: string;
  /** 运输方式代码 */
  trspModecd?: string;
  /** 起运运抵国别代码 */
  stshipTrsarvNatcd?: string;
  /** 申请编号 */
  applyNo?: string;
  /** 是否报关标志 */
  dclcusFlag?: string;
  /** 报关类型代码 */
  dclcusTypecd?: string;
  /** 预核扣时间 */
  prevdTime?: TimeText;
  /** 正式核扣时间 */
  formalVrfdedTime?: TimeText;
  /** 清单进出卡口状态代码 */
  invtIochkptStucd?: string;
  /** 核扣标记代码 */
  vrfdedMarkcd?: string;
  /** 清单状态代码 */
  invtStucd?: string;
  /** 核扣方式代码 */
  vrfdedModecd?: string;
  /** 核算代码 */
  duCode?: string;
  /** 备注 */
  rmk?: string;
  /** 清单类型 */
  bondInvtTypecd?: string;
  /** 报关状态 */
  entryStucd?: string;
  /** 核放单生成标志代码 */
  passportUsedTypecd?: string;
  /** 备用1 */
  param1?: string;
  /** 备用2 */
  param2?: string;
  /** 备用3 */
  param3?: DecimalText;
  /** 备用4 */
  param4?: TimeText;
  /** 报关单同步修改标志, not in the definitions */
  needEntryModified?: string;
  /** 计征金额, not in the definitions */
  levyBlAmt?: DecimalText;
  /** 申报类型代码, not in the definitions */
  dclTypecd?: string;
  /** 是否生成报关单, the client's alone */
  genDecFlag?: string;
  /** 报关单类型, the client's alone */
  decType?: string;
  /** 流转类型, the client's alone */
  listType?: string;
  /** 申报人IC卡号, the client's alone */
  icCardNo?: string;
  /** 录入单位代码, the client's alone */
  inputCode?: string;
  /** 录入单位社会信用代码, the client's alone */
  inputCreditCode?: string;
  /** 录入单位名称, the client's alone */
  inputName?: string;
  /** 录入日期, the client's alone */
  inputTime?: TimeText;
  /** 对应报关单申报单位编号, the client's alone */
  corrEntryDclEtpsNo?: string;
  /** 对应报关单申报单位社会信用代码, the client's alone */
  corrEntryDclEtpsSccd?: string;
  /** 对应报关单申报单位名称, the client's alone */
  corrEntryDclEtpsNm?: string;
  /** 关联报关单消费使用单位编号, the client's alone */
  rltEntryRcvgdEtpsno?: string;
  /** 关联报关单消费使用单位社会信用代码, the client's alone */
  rltEntryRvsngdEtpsSccd?: string;
  /** 关联报关单消费使用单位名称, the client's alone */
  rltEntryRcvgdEtpsNm?: string;
  /** 关联报关单申报单位编号, the client's alone */
  rltEntryDclEtpsno?: string;
  /** 关联报关单申报单位社会信用代码, the client's alone */
  rltEntryDclEtpsSccd?: string;
  /** 关联报关单申报单位名称, the client's alone */
  rltEntryDclEtpsNm?: string;
}>;

/** 核注清单商品 (BondInvtDt) */
export type InventoryLine = Readonly<{
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 商品序号 */
  gdsSeqno?: IntegerText;
  /** 备案序号 */
  putrecSeqno?: IntegerText;
  /** 商品料号 */
  gdsMtno?: string;
  /** 商品编码 */
  gdecd?: string;
  /** 商品名称 */
  gdsNm?: string;
  /** 商品规格型号描述 */
  gdsSpcfModelDesc?: string;
  /** 申报计量单位 */
  dclUnitcd?: string;
  /** 法定计量单位 */
  lawfUnitcd?: string;
  /** 法定第二计量 */
  secdLawfUnitcd?: string;
  /** 国别代码 */
  natcd?: string;
  /** 申报单价金额 */
  dclUprcAmt?: DecimalText;
  /** 申报总金额 */
  dclTotalAmt?: DecimalText;
  /** 美元统计总金额 */
  usdStatTotalAmt?: DecimalText;
  /** 申报币制代码 */
  dclCurrcd?: string;
  /** 法定数量 */
  lawfQty?: DecimalText;
  /** 第二法定数量 */
  secdLawfQty?: DecimalText;
  /** 重量比例因子值 */
  wtSfVal?: DecimalText;
  /** 第一比例因子 */
  fstSfVal?: DecimalText;
  /** 第二比例因子 */
  secdSfVal?: DecimalText;
  /** 申报数量 */
  dclQty?: DecimalText;
  /** 毛重量 */
  grossWt?: DecimalText;
  /** 净重量 */
  netWt?: DecimalText;
  /** 用途代码 */
  useCd?: string;
  /** 征减免方式代码 */
  lvyrlfModecd?: string;
  /** 账册备案单耗明细版本号 */
  ucnsVerno?: string;
  /** 报关单商品序号 */
  entryGdsSeqno?: IntegerText;
  /** 申请表序号 */
  applyTbSeqno?: IntegerText;
  /** 归类标记代码 */
  clyMarkcd?: string;
  /** 备注 */
  rmk?: string;
  /** 实际过卡数量 */
  actlPassQty?: DecimalText;
  /** 核放单已用数量 */
  passportUsedQty?: DecimalText;
  /** 备用1 */
  param1?: string;
  /** 备用2 */
  param2?: string;
  /** 备用3 */
  param3?: DecimalText;
  /** 备用4 */
  param4?: TimeText;
  /** 最终目的国(地区)代码, the client's alone */
  destinationNatcd?: string;
  /** 修改标志代码, the client's alone */
  modfMarkcd?: string;
}>;

/** 核注清单随附单证 (BondInvtAcmpFormDt) */
export type InventoryPaper = Readonly<{
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 随附单证序号 */
  acmpFormSeqno?: IntegerText;
  /** 清单商品序号 */
  invtGdsSeqno?: IntegerText;
  /** 单证类型代码 */
  formTypecd?: string;
  /** 单证编号 */
  formNo?: string;
  /** 固定编号 */
  fixdNo?: string;
  /** 随附单证文件名称 */
  acmpFormFileNm?: string;
  /** 备注 */
  rmk?: string;
}>;

/** 集报清单随附出入库单 (SasCentDclStock) */
export type CollectedStock = Readonly<{
  /** 出入库单编号 */
  sasStockNo?: string;
}>;

/** 核注清单的保税电商清单 (SasCbecBill) */
export type RetailList = Readonly<{
  /** 电商清单编号 */
  cbecBillNo?: string;
}>;

/** 物流账册表头 (BwsBsc) */
export type LedgerHead = Readonly<{
  /** 仓库账册号 */
  bwsNo?: string;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 统一编号 */
  etpsPreentNo?: string;
  /** 申报类型 */
  dclTypecd?: string;
  /** 区域场所类别 */
  bwlTypecd?: string;
  /** 主管海关 */
  masterCuscd?: string;
  /** 经营企业编号 */
  bizopEtpsno?: string;
  /** 经营企业名称 */
  bizopEtpsNm?: string;
  /** 经营企业社会信用代码 */
  bizopEtpsSccd?: string;
  /** 仓库编号 */
  houseNo?: string;
  /** 仓库名称 */
  houseNm?: string;
  /** 申报企业编号 */
  dclEtpsno?: string;
  /** 申报企业名称 */
  dclEtpsNm?: string;
  /** 申报企业社会信用代码 */
  dclEtpsSccd?: string;
  /** 申报企业类型代码 */
  dclEtpsTypecd?: string;
  /** 联系人 */
  contactEr?: string;
  /** 联系电话 */
  contactTele?: string;
  /** 企业类型 */
  houseTypecd?: string;
  /** 仓库面积 */
  houseArea?: DecimalText;
  /** 仓库容积 */
  houseVolume?: DecimalText;
  /** 仓库地址 */
  houseAddress?: string;
  /** 申报时间 */
  dclTime?: TimeText;
  /** 录入日期 */
  inputDate?: TimeText;
  /** 退税标志 */
  taxTypecd?: string;
  /** 备案批准时间 */
  putrecApprTime?: TimeText;
  /** 变更批准时间 */
  chgApprTime?: TimeText;
  /** 结束有效日期 */
  finishValidDate?: TimeText;
  /** 暂停变更标记 */
  pauseChgMarkcd?: string;
  /** 审核状态 */
  emapvStucd?: string;
  /** 申报标志 */
  dclMarkcd?: string;
  /** 记账模式 */
  appendTypecd?: string;
  /** 备注 */
  rmk?: string;
  /** 所属系统 */
  ownerSystem?: string;
  /** 企业内部编号, the client's alone */
  etpsInnerNo?: string;
  /** 录入单位代码, the client's alone */
  inputCode?: string;
  /** 录入单位社会信用代码, the client's alone */
  inputSccd?: string;
  /** 录入单位名称, the client's alone */
  inputName?: string;
  /** 账册用途代码, the client's alone */
  usageTypecd?: string;
}>;

/** 物流账册表体 (BwsDt) */
export type LedgerLine = Readonly<{
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 商品序号 */
  gdsSeqno?: IntegerText;
  /** 最近入仓(核增）日期 */
  inDate?: TimeText;
  /** 商品料号 */
  gdsMtno?: string;
  /** 商品编码 */
  gdecd?: string;
  /** 商品名称 */
  gdsNm?: string;
  /** 商品规格型号 */
  gdsSpcfModelDesc?: string;
  /** 国别 */
  natcd?: string;
  /** 申报计量单位 */
  dclUnitcd?: string;
  /** 法定计量单位 */
  lawfUnitcd?: string;
  /** 第二法定计量单位 */
  secdLawfUnitcd?: string;
  /** 申报单价金额 */
  dclUprcAmt?: DecimalText;
  /** 申报币制 */
  dclCurrcd?: string;
  /** 平均美元单价 */
  avgPrice?: DecimalText;
  /** 库存美元总价 */
  totalAmt?: DecimalText;
  /** 入仓数量 */
  inQty?: DecimalText;
  /** 入仓法定数量 */
  inLawfQty?: DecimalText;
  /** 第二入仓法定数量 */
  inSecdLawfQty?: DecimalText;
  /** 实增数量 */
  actlIncQty?: DecimalText;
  /** 实减数量 */
  actlRedcQty?: DecimalText;
  /** 预增数量 */
  prevdIncQty?: DecimalText;
  /** 预减数量 */
  prevdRedcQty?: DecimalText;
  /** 最近出仓(区）日期 */
  outDate?: TimeText;
  /** 存储(监管）期限 */
  limitDate?: TimeText;
  /** 设备入区方式 */
  inType?: string;
  /** 记账清单编号 */
  invtNo?: string;
  /** 记账清单商品序号 */
  invtGNo?: IntegerText;
  /** 海关执行标记 */
  cusmExeMarkcd?: string;
  /** 备注 */
  rmk?: string;
  /** 修改标记 */
  modfMarkcd?: string;
}>;

/** 记账的物流账册表体 (BwsDt) */
export type LedgerPosting = Readonly<{
  /** 仓库账册号 */
  bwsNo?: string;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 商品序号 */
  gdsSeqno?: IntegerText;
  /** 最近入仓(核增）日期 */
  inDate?: TimeText;
  /** 商品料号 */
  gdsMtno?: string;
  /** 商品编码 */
  gdecd?: string;
  /** 商品名称 */
  gdsNm?: string;
  /** 商品规格型号 */
  gdsSpcfModelDesc?: string;
  /** 国别 */
  natcd?: string;
  /** 申报计量单位 */
  dclUnitcd?: string;
  /** 法定计量单位 */
  lawfUnitcd?: string;
  /** 第二法定计量单位 */
  secdLawfUnitcd?: string;
  /** 申报单价金额 */
  dclUprcAmt?: DecimalText;
  /** 申报币制 */
  dclCurrcd?: string;
  /** 平均美元单价 */
  avgPrice?: DecimalText;
  /** 库存美元总价 */
  totalAmt?: DecimalText;
  /** 入仓数量 */
  inQty?: DecimalText;
  /** 入仓法定数量 */
  inLawfQty?: DecimalText;
  /** 第二入仓法定数量 */
  inSecdLawfQty?: DecimalText;
  /** 实增数量 */
  actlIncQty?: DecimalText;
  /** 实减数量 */
  actlRedcQty?: DecimalText;
  /** 预增数量 */
  prevdIncQty?: DecimalText;
  /** 预减数量 */
  prevdRedcQty?: DecimalText;
  /** 最近出仓(区）日期 */
  outDate?: TimeText;
  /** 存储(监管）期限 */
  limitDate?: TimeText;
  /** 设备入区方式 */
  inType?: string;
  /** 记账清单编号 */
  invtNo?: string;
  /** 记账清单商品序号 */
  invtGNo?: IntegerText;
  /** 海关执行标记 */
  cusmExeMarkcd?: string;
  /** 备注 */
  rmk?: string;
  /** 修改标记 */
  modfMarkcd?: string;
}>;

/** 账册备案随附单证 (PreBwsPutrecAcmpFormDt) */
export type LedgerPaper = Readonly<{
  /** 随附单证序号 */
  acmpFormSeqno?: IntegerText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 随附单证类型代码 */
  acmpFormTypecd?: string;
  /** 随附单证编号 */
  acmpFormNo?: string;
  /** 固定编号 */
  fixdNo?: string;
  /** 随附单证文件名称 */
  acmpFormFileNm?: string;
  /** 备注 */
  rmk?: string;
}>;

/** 业务申报表表头 (SasDclBsc) */
export type ApplicationHead = Readonly<{
  /** 申报表编号 */
  sasDclNo?: string;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 主管关区代码 */
  masterCuscd?: string;
  /** 申报表预录入编号 */
  sasDclPreentNo?: string;
  /** 申报类型代码 */
  dclTypecd?: string;
  /** 业务类型代码 */
  businessTypecd?: string;
  /** 货物流向代码 */
  directionTypecd?: string;
  /** 区内账册编号 */
  areainOriactNo?: string;
  /** 区外账册编号 */
  areaoutOriactNo?: string;
  /** 区内企业编码 */
  areainEtpsno?: string;
  /** 区内企业名称 */
  areainEtpsNm?: string;
  /** 区内企业社会信用代码 */
  areainEtpsSccd?: string;
  /** 区外企业编码 */
  areaoutEtpsno?: string;
  /** 区外企业名称 */
  areaoutEtpsNm?: string;
  /** 区外企业社会信用代码 */
  areaoutEtpsSccd?: string;
  /** 保证金征收单编号 */
  dpstLevyBlNo?: string;
  /** 有效期 */
  validTime?: DateText;
  /** 展示地 */
  exhibitionPlace?: string;
  /** 申请人 */
  dclEr?: string;
  /** 申报时间 */
  dclTime?: TimeText;
  /** 备案审批时间 */
  putrecEmapvTime?: TimeText;
  /** 变更审批时间 */
  chgEmapvTime?: TimeText;
  /** 结案时间 */
  clsCaseTime?: TimeText;
  /** 审批标记代码 */
  emapvMarkcd?: string;
  /** 申报表状态代码 */
  dclTbStucd?: string;
  /** 备注 */
  rmk?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
  /** 所属系统 */
  ownerSystem?: string;
  /** 审批意见 */
  emapvDescription?: string;
  /** 申报企业编号, the client's alone */
  dclEtpsno?: string;
  /** 申报企业名称, the client's alone */
  dclEtpsNm?: string;
  /** 申报企业社会信用代码, the client's alone */
  dclEtpsSccd?: string;
  /** 录入单位代码, the client's alone */
  inputCode?: string;
  /** 录入单位社会信用代码, the client's alone */
  inputSccd?: string;
  /** 录入单位名称, the client's alone */
  inputName?: string;
  /** 企业内部编号, the client's alone */
  etpsPreentNo?: string;
  /** 底账料件成品标志, the client's alone */
  mtpckEndprdTypecd?: string;
  /** 保税区内销标志, the client's alone */
  freeDomestic?: string;
  /** 担保征收比例, the client's alone */
  col4Cus?: string;
}>;

/** 业务申报表商品 (SasDclDt) */
export type ApplicationLine = Readonly<{
  /** 申报序号 */
  sasDclSeqno?: IntegerText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 料件成品标志代码 */
  mtpckEndprdTypecd?: string;
  /** 底账商品序号 */
  oriactGdsSeqno?: IntegerText;
  /** 商品编码 */
  gdecd?: string;
  /** 商品名称 */
  gdsNm?: string;
  /** 商品规格型号描述 */
  gdsSpcfModelDesc?: string;
  /** 申报数量 */
  dclQty?: DecimalText;
  /** 申报计量单位代码 */
  dclUnitcd?: string;
  /** 申报单价 */
  dclUprcAmt?: DecimalText;
  /** 申报总价 */
  dclTotalAmt?: DecimalText;
  /** 申报币制代码 */
  dclCurrcd?: string;
  /** 许可证编号 */
  licenceNo?: string;
  /** 许可证有效期 */
  licenceValidTime?: DateText;
  /** 实际出区数量 */
  actlAreaoutQty?: DecimalText;
  /** 实际进区数量 */
  actlAreainQty?: DecimalText;
  /** 商品标记代码 */
  gdsMarkcd?: string;
  /** 商品备注 */
  gdsRmk?: string;
  /** 清单核扣数量 */
  invtVdedtQty?: DecimalText;
  /** 最近核扣时间 */
  rcntVdedtTime?: TimeText;
  /** 修改标志代码 */
  modfMarkcd?: string;
  /** 备注 */
  rmk?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
  /** 商品料号, the client's alone */
  gdsMtno?: string;
  /** 法定计量单位代码, the client's alone */
  lawfUnitcd?: string;
  /** 法定第二计量单位代码, the client's alone */
  secdLawfUnitcd?: string;
  /** 成品类型, the client's alone */
  endprdGdsTypecd?: string;
}>;

/** 业务申报表单耗 (SasDclUcnsDt) */
export type ApplicationConsumption = Readonly<{
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 成品序号 */
  endprdSeqno?: IntegerText;
  /** 料件序号 */
  mtpckSeqno?: IntegerText;
  /** 净耗数量 */
  netUseupQty?: DecimalText;
  /** 损耗率 */
  lossRate?: DecimalText;
  /** 修改标志代码 */
  modfMarkcd?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
}>;

/** 业务申报表随附单证 (SasDclAcmpFormDt) */
export type ApplicationPaper = Readonly<{
  /** 随附单证序号 */
  acmpFormSeqno?: IntegerText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 单证类型代码 */
  formTypecd?: string;
  /** 单证编号 */
  formNo?: string;
  /** 固定编号 */
  fixdNo?: string;
  /** 随附单证文件名称 */
  acmpFormFileNm?: string;
  /** 备注 */
  rmk?: string;
  /** 版本 */
  version?: DecimalText;
}>;

/** 出入库单表头 (SasStockBsc) */
export type StockHead = Readonly<{
  /** 出入库单编号 */
  sasStockNo?: string;
  /** 出入库单预录入编号 */
  sasStockPreentNo?: string;
  /** 申报类型代码 */
  dclTypecd?: string;
  /** 申报表编号 */
  sasDclNo?: string;
  /** 主管关区代码 */
  masterCuscd?: string;
  /** 出入库单类型代码 */
  stockTypecd?: string;
  /** 关联核注清单编号 */
  rltBondInvtNo?: string;
  /** 业务类型代码 */
  businessTypecd?: string;
  /** 集中申报标志代码 */
  centralizedDclTypecd?: string;
  /** 关联出入库单编号 */
  rltSasStockNo?: string;
  /** 申请人 */
  dclEr?: string;
  /** 申报时间 */
  dclTime?: TimeText;
  /** 件数 */
  packageQty?: DecimalText;
  /** 毛重 */
  grossWt?: DecimalText;
  /** 净重 */
  netWt?: DecimalText;
  /** 包装种类 */
  packType?: string;
  /** 计征金额 */
  levyBlAmt?: DecimalText;
  /** 过卡标志代码 */
  passTypecd?: string;
  /** 核放单生成标志代码 */
  passportUsedTypecd?: string;
  /** 状态代码 */
  stucd?: string;
  /** 审批标记代码 */
  emapvMarkcd?: string;
  /** 备注 */
  rmk?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 所属系统 */
  ownerSystem?: string;
  /** 审批意见 */
  emapvDescription?: string;
  /** 申报企业编号, the client's alone */
  dclEtpsno?: string;
  /** 申报企业名称, the client's alone */
  dclEtpsNm?: string;
  /** 申报企业社会信用代码, the client's alone */
  dclEtpsSccd?: string;
  /** 录入单位代码, the client's alone */
  inputCode?: string;
  /** 录入单位社会信用代码, the client's alone */
  inputSccd?: string;
  /** 录入单位名称, the client's alone */
  inputName?: string;
  /** 企业内部编号, the client's alone */
  etpsPreentNo?: string;
  /** 区内账册编号, the client's alone */
  areainOriactNo?: string;
  /** 区内企业编码, the client's alone */
  areainEtpsno?: string;
  /** 区内企业名称, the client's alone */
  areainEtpsNm?: string;
  /** 区内企业社会信用代码, the client's alone */
  areainEtpsSccd?: string;
  /** 录入日期, the client's alone */
  inputDate?: TimeText;
  /** 底账料件成品标志, the client's alone */
  mtpckEndprdTypecd?: string;
}>;

/** 出入库单商品 (SasStockDt) */
export type StockLine = Readonly<{
  /** 出入库单商品序号 */
  sasStockSeqno?: IntegerText;
  /** 申报序号 */
  sasDclSeqno?: IntegerText;
  /** 底账商品序号 */
  oriactGdsSeqno?: IntegerText;
  /** 商品料号 */
  gdsMtno?: string;
  /** 商品编码 */
  gdecd?: string;
  /** 商品名称 */
  gdsNm?: string;
  /** 商品规格型号描述 */
  gdsSpcfModelDesc?: string;
  /** 申报计量单位代码 */
  dclUnitcd?: string;
  /** 法定计量单位代码 */
  lawfUnitcd?: string;
  /** 法定第二计量单位代码 */
  secdLawfUnitcd?: string;
  /** 原产国(地区)代码 */
  natcd?: string;
  /** 申报单价 */
  dclUprcAmt?: DecimalText;
  /** 申报总价 */
  dclTotalAmt?: DecimalText;
  /** 美元统计总金额 */
  usdStatTotalAmt?: DecimalText;
  /** 申报币制代码 */
  dclCurrcd?: string;
  /** 法定数量 */
  lawfQty?: DecimalText;
  /** 第二法定数量 */
  secdLawfQty?: DecimalText;
  /** 重量比例因子 */
  wtSfVal?: DecimalText;
  /** 第一比例因子 */
  fstSfVal?: DecimalText;
  /** 第二比例因子 */
  secdSfVal?: DecimalText;
  /** 申报数量 */
  dclQty?: DecimalText;
  /** 毛重 */
  grossWt?: DecimalText;
  /** 净重 */
  netWt?: DecimalText;
  /** 用途代码 */
  useCd?: string;
  /** 征免方式代码 */
  lvyrlfModecd?: string;
  /** 单耗版本号 */
  ucnsVerno?: string;
  /** 危化品标志 */
  clyMarkcd?: string;
  /** 实际过卡数量 */
  actlPassQty?: DecimalText;
  /** 核放单已用数量 */
  passportUsedQty?: DecimalText;
  /** 替代数量 */
  replaceQty?: DecimalText;
  /** 关联出入库单商品序号 */
  rltStockSeqno?: IntegerText;
  /** 备注 */
  rmk?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 关联商品序号, the client's alone */
  rltGdsSeqno?: IntegerText;
  /** 最终目的国(地区)代码, the client's alone */
  destinationNatcd?: string;
  /** 修改标志代码, the client's alone */
  modfMarkcd?: string;
}>;

/** 核放单表头 (SasPassportBsc) */
export type PassHead = Readonly<{
  /** 核放单编号 */
  passportNo?: string;
  /** 核放单预录入统一编号 */
  sasPassportPreentNo?: string;
  /** 核放单类型代码 */
  passportTypecd?: string;
  /** 申报类型代码 */
  dclTypecd?: string;
  /** 进出标志代码 */
  ioTypecd?: string;
  /** 绑定类型代码 */
  bindTypecd?: string;
  /** 主管关区代码 */
  masterCuscd?: string;
  /** 关联单证类型代码 */
  rltTbTypecd?: string;
  /** 关联单证编号 */
  rltNo?: readonly string[];
  /** 区内企业编码 */
  areainEtpsno?: string;
  /** 区内企业名称 */
  areainEtpsNm?: string;
  /** 区内企业社会信用代码 */
  areainEtpsSccd?: string;
  /** 承运车车牌号 */
  vehicleNo?: string;
  /** IC卡号(电子车牌) */
  vehicleIcNo?: string;
  /** 集装箱号 */
  containerNo?: string;
  /** 车自重 */
  vehicleWt?: DecimalText;
  /** 车架号 */
  vehicleFrameNo?: string;
  /** 车架重 */
  vehicleFrameWt?: DecimalText;
  /** 集装箱箱型 */
  containerType?: string;
  /** 集装箱重 */
  containerWt?: DecimalText;
  /** 总重量 */
  totalWt?: DecimalText;
  /** 卡口地磅采集重量 */
  weighedKg?: DecimalText;
  /** 重量比对误差 */
  wtError?: DecimalText;
  /** 货物总毛重 */
  totalGrossWt?: DecimalText;
  /** 货物总净重 */
  totalNetWt?: DecimalText;
  /** 申请人及联系方式 */
  dclErConc?: string;
  /** 申报时间 */
  dclTime?: TimeText;
  /** 卡口ID1 */
  passId?: string;
  /** 卡口ID2 */
  secdPassId?: string;
  /** 过卡时间1 */
  passTime?: TimeText;
  /** 过卡时间2 */
  secdPassTime?: TimeText;
  /** 状态代码 */
  stucd?: string;
  /** 审批标记代码 */
  emapvMarkcd?: string;
  /** 到检状态代码 */
  logisticsStucd?: string;
  /** 备注 */
  rmk?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
  /** 所属系统 */
  ownerSystem?: string;
  /** 申报企业编号, the client's alone */
  dclEtpsno?: string;
  /** 申报企业名称, the client's alone */
  dclEtpsNm?: string;
  /** 申报企业社会信用代码, the client's alone */
  dclEtpsSccd?: string;
  /** 录入单位代码, the client's alone */
  inputCode?: string;
  /** 录入单位社会信用代码, the client's alone */
  inputSccd?: string;
  /** 录入单位名称, the client's alone */
  inputName?: string;
  /** 企业内部编号, the client's alone */
  etpsPreentNo?: string;
  /** 区内账册编号, the client's alone */
  areainOriactNo?: string;
}>;

/** 核放单商品 (SasPassportDt) */
export type PassLine = Readonly<{
  /** 核放单商品序号 */
  passportSeqno?: IntegerText;
  /** 商品料号 */
  gdsMtno?: string;
  /** 商品编码 */
  gdecd?: string;
  /** 商品名称 */
  gdsNm?: string;
  /** 毛重 */
  grossWt?: DecimalText;
  /** 净重 */
  netWt?: DecimalText;
  /** 关联商品序号 */
  rltGdsSeqno?: IntegerText;
  /** 申报计量单位代码 */
  dclUnitcd?: string;
  /** 申报数量 */
  dclQty?: DecimalText;
  /** 备注 */
  rmk?: string;
  /** 备用字段1 */
  col1?: string;
  /** 备用字段2 */
  col2?: string;
  /** 备用字段3 */
  col3?: TimeText;
  /** 备用字段4 */
  col4?: DecimalText;
  /** 变更次数 */
  chgTmsCnt?: IntegerText;
}>;

/** 核放单关联单证 (SasPassportRlt) */
export type PassRelation = Readonly<{
  /** 关联单证编号 */
  rltNo?: string;
  /** 关联单证类型代码 */
  rltTbTypecd?: string;
}>;

/** 账册报核表头 (EmsChgoffBsc) */
export type SettlementHead = Readonly<{
  /** 账册编号 */
  emsNo?: string;
  /** 报核次数 */
  chgoffTmsCnt?: IntegerText;
  /** 报核类型代码 */
  chgoffTypecd?: string;
  /** 报核开始时间 */
  chgoffBeginTime?: DateText;
  /** 报核截止时间 */
  chgoffDueTime?: DateText;
  /** 经营企业社会信用代码 */
  bizopEtpsSccd?: string;
  /** 经营企业编号 */
  bizopEtpsno?: string;
  /** 经营企业名称 */
  bizopEtpsNm?: string;
  /** 收发货企业社会信用代码 */
  rvsngdEtpsSccd?: string;
  /** 收货企业编号 */
  rcvgdEtpsno?: string;
  /** 收货企业名称 */
  rcvgdEtpsNm?: string;
  /** 进口清单总数 */
  impInvtTotalCnt?: IntegerText;
  /** 出口清单总数 */
  expInvtTotalCnt?: IntegerText;
  /** 报核料件总数 */
  chgoffMtpckTotalCnt?: IntegerText;
  /** 报核成品总数 */
  chgoffEndprdTotalCnt?: IntegerText;
  /** 报核边角料总数 */
  chgoffLfmtTotalCnt?: IntegerText;
  /** 报核残次品总数 */
  chgoffImprTotalCnt?: IntegerText;
  /** 进口料件总金额 */
  impMtpckTotalAmt?: DecimalText;
  /** 出口成品总金额 */
  expEndprdTotalAmt?: DecimalText;
  /** 录入时间 */
  inputTime?: TimeText;
  /** 录入关员编号 */
  inputCusrno?: string;
  /** 报核申报时间 */
  chgoffDclTime?: TimeText;
  /** 第一备用标记代码 */
  fstSpareMarkcd?: string;
  /** 备用金额 */
  spareAmt?: DecimalText;
  /** 备用数量 */
  spareQty?: DecimalText;
  /** 备注 */
  rmk?: string;
  /** 报核标记代码 */
  chgoffMarkcd?: string;
  /** 审批标记代码 */
  emapvMarkcd?: string;
  /** 审批时间 */
  emapvTime?: TimeText;
  /** 处理标记代码 */
  dspsMarkcd?: string;
  /** 申报来源标记代码 */
  dclSourceMarkcd?: string;
  /** 主管关区代码 */
  masterCuscd?: string;
}>;

/** 账册报核清单 (EmsChgoffInvtLt) */
export type SettlementInventory = Readonly<{
  /** 报关清单号 */
  bondInvtNo?: string;
  /** 申报类型代码 */
  dclTypecd?: string;
}>;

/** 账册报核明细 (EmsChgoffDt) */
export type SettlementLine = Readonly<{
  /** 类型代码 */
  typecd?: string;
  /** 序号 */
  seqno?: IntegerText;
  /** 应剩余数量 */
  shdRemainQty?: DecimalText;
  /** 应剩余总金额 */
  shdRemainTotalAmt?: DecimalText;
  /** 实际剩余数量 */
  actlRemainQty?: DecimalText;
  /** 实际剩余总金额 */
  actlRemainTotalAmt?: DecimalText;
  /** 消耗总数量 */
  csmTotalQty?: DecimalText;
  /** 消耗总金额 */
  csmTotalAmt?: DecimalText;
  /** 进口或者出口总数量 */
  impOrExpTotalQty?: DecimalText;
  /** 内销数量 */
  sdinQty?: DecimalText;
  /** 内销总金额 */
  sdinTotalAmt?: DecimalText;
  /** 成品退换出口数量 */
  endprdRetnExchExpQty?: DecimalText;
  /** 成品退换进口数量 */
  endprdRetnExchImpQty?: DecimalText;
  /** 边角料残次品数量 */
  lfmtImprQty?: DecimalText;
  /** 边角料残次品总金额 */
  lfmtImprTotalAmt?: DecimalText;
  /** 深加工结转进出口数量 */
  dprcsCrdwImpexpQty?: DecimalText;
  /** 复出口数量 */
  reexpQty?: DecimalText;
  /** 剩余料件转出数量 */
  remainMtpckTrfoutQty?: DecimalText;
  /** 料件成品销毁数量 */
  mtpckEndprdDstryQty?: DecimalText;
  /** 边角料销毁数量 */
  lfmtDstryQty?: DecimalText;
  /** 核增数量 */
  vrfaddQty?: DecimalText;
  /** 核减数量 */
  vrfredQty?: DecimalText;
  /** 有形损耗数量 */
  tgblLossQty?: DecimalText;
  /** 无形损耗数量 */
  intgbLossQty?: DecimalText;
  /** 差异数量 */
  dsmlQty?: DecimalText;
  /** 差异金额 */
  dsmlAmt?: DecimalText;
  /** 报关清单平均单价金额 */
  dclcusInvtAvgUprcAmt?: DecimalText;
  /** 差异率 */
  dsmlRate?: DecimalText;
  /** 核销周期初始数量 */
  vclrPridInitQty?: DecimalText;
  /** 第一备用标记代码 */
  fstSpareMarkcd?: string;
  /** 备用金额 */
  spareAmt?: DecimalText;
  /** 备用数量 */
  spareQty?: DecimalText;
  /** 备注 */
  rmk?: string;
}>;

/** 账册核销随附单证 (EmsAdjaccAcmpFormDt) */
export type SettlementPaper = Readonly<{
  /** 随附单证序号 */
  acmpFormSeqno?: IntegerText;
  /** 随附单证类型代码 */
  acmpFormTypecd?: string;
  /** 随附单证编号 */
  acmpFormNo?: string;
  /** 固定编号 */
  fixdNo?: string;
  /** 随附单证文件名称 */
  acmpFormFileNm?: string;
  /** 备注 */
  rmk?: string;
}>;

/** 审核回执 (HdeApprResult) */
export type ApprovalResult = Readonly<{
  /** 企业预录入编号 */
  etpsPreentNo?: string;
  /** 单证编号 */
  businessId?: string;
  /** 变更/报核次数 */
  tmsCnt?: IntegerText;
  /** 业务类型代码 */
  typecd?: string;
  /** 处理结果 */
  manageResult?: string;
  /** 处理日期 */
  manageDate?: TimeText;
  /** 备注 */
  rmk?: string;
}>;

/** 检查信息 (CheckInfo) */
export type CheckNote = Readonly<{
  /** 检查信息 */
  note?: string;
}>;

/** 生成报关单回执 (InvApprResult) */
export type DeclarationResult = Readonly<{
  /** 核注清单预录入编号, not in the definitions */
  invPreentNo?: string;
  /** 核注清单编号, not in the definitions */
  businessId?: string;
  /** 报关单统一编号, not in the definitions */
  entrySeqNo?: string;
  /** 处理结果, not in the definitions */
  manageResult?: string;
  /** 处理时间, not in the definitions */
  createDate?: TimeText;
  /** 原因, not in the definitions */
  reason?: string;
}>;

/** 两步申报核放单表头 (Sas2stepPassportBsc) */
export type TwoStepPassHead = Readonly<{
  /** 核放单编号, not in the definitions */
  passportNo?: string;
  /** 核放单预录入统一编号, not in the definitions */
  sasPassportPreentNo?: string;
  /** 变更次数, not in the definitions */
  chgTmsCnt?: IntegerText;
  /** 申报类型代码, not in the definitions */
  dclTypecd?: string;
  /** 主管关区代码, not in the definitions */
  masterCuscd?: string;
  /** 区内企业编码, not in the definitions */
  areainEtpsno?: string;
  /** 区内企业名称, not in the definitions */
  areainEtpsNm?: string;
  /** 区内企业社会信用代码, not in the definitions */
  areainEtpsSccd?: string;
  /** 承运车车牌号, not in the definitions */
  vehicleNo?: string;
  /** IC卡号(电子车牌), not in the definitions */
  vehicleIcNo?: string;
  /** 集装箱号, not in the definitions */
  containerNo?: string;
  /** 申请人及联系方式, not in the definitions */
  dclErConc?: string;
  /** 申报时间, not in the definitions */
  dclTime?: TimeText;
  /** 到检状态代码, not in the definitions */
  logisticsStucd?: string;
  /** 卡口ID1, not in the definitions */
  passId?: string;
  /** 卡口ID2, not in the definitions */
  secdPassId?: string;
  /** 过卡时间1, not in the definitions */
  passTime?: TimeText;
  /** 过卡时间2, not in the definitions */
  secdPassTime?: TimeText;
  /** 状态代码, not in the definitions */
  stucd?: string;
  /** 审批标记代码, not in the definitions */
  emapvMarkcd?: string;
  /** 备注, not in the definitions */
  rmk?: string;
  /** 所属系统, not in the definitions */
  ownerSystem?: string;
  /** 企业内部编号, not in the definitions */
  etpsPreentNo?: string;
  /** 申报企业编号, not in the definitions */
  dclEtpsno?: string;
  /** 申报企业名称, not in the definitions */
  dclEtpsNm?: string;
  /** 申报企业社会信用代码, not in the definitions */
  dclEtpsSccd?: string;
  /** 录入单位代码, not in the definitions */
  inputCode?: string;
  /** 录入单位社会信用代码, not in the definitions */
  inputCreditCode?: string;
  /** 录入单位名称, not in the definitions */
  inputName?: string;
}>;

/** 两步申报核放单关联报关单 (Sas2stepPassportRlt) */
export type TwoStepPassEntry = Readonly<{
  /** 报关单号, not in the definitions */
  entryId?: string;
}>;

/** 单一窗口客户端直接应答 (CommonResponeMessage) */
export type ClientAnswer = Readonly<{
  /** 预录入统一编号, not in the definitions */
  seqNo?: string;
  /** 企业内部编号, not in the definitions */
  etpsPreentNo?: string;
  /** 响应信息, not in the definitions */
  checkInfo?: string;
  /** 响应代码, not in the definitions */
  dealFlag?: string;
}>;

type Bws101HeadNeed = "dclTypecd" | "bwlTypecd" | "masterCuscd" | "bizopEtpsno" | "bizopEtpsNm" | "dclEtpsno" | "dclEtpsNm";
type Bws101LinesNeed = "gdsSeqno" | "gdsMtno" | "gdecd" | "gdsNm" | "dclUnitcd";
/** 物流账册 */
export type Bws101 = Readonly<{
  kind: "BWS101";
  head: Filled<LedgerHead, Bws101HeadNeed>;
  lines: readonly Filled<LedgerLine, Bws101LinesNeed>[];
  papers: readonly LedgerPaper[];
}>;

/** 物流账册审核回执 */
export type Bws201 = Readonly<{
  kind: "BWS201";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: LedgerHead;
  lines: readonly LedgerLine[];
}>;

type Inv101HeadNeed =
  | "putrecNo"
  | "bizopEtpsno"
  | "bizopEtpsNm"
  | "rcvgdEtpsno"
  | "rcvgdEtpsNm"
  | "dclEtpsno"
  | "dclEtpsNm"
  | "impexpPortcd"
  | "dclPlcCuscd"
  | "impexpMarkcd"
  | "mtpckEndprdMarkcd"
  | "supvModecd"
  | "trspModecd"
  | "stshipTrsarvNatcd"
  | "dclcusFlag"
  | "bondInvtTypecd";
type Inv101LinesNeed =
  | "gdsSeqno"
  | "gdsMtno"
  | "gdecd"
  | "gdsNm"
  | "dclUnitcd"
  | "natcd"
  | "dclUprcAmt"
  | "dclTotalAmt"
  | "dclCurrcd"
  | "lawfUnitcd"
  | "lawfQty"
  | "dclQty";
type Inv101SimpleLinesNeed = "gdsSeqno" | "gdecd" | "gdsNm" | "dclQty";
type Inv101CollectedStocksNeed = "sasStockNo";
/** 核注清单 */
export type Inv101 = Readonly<{
  kind: "INV101";
  head: Filled<InventoryHead, Inv101HeadNeed>;
  lines: readonly Filled<InventoryLine, Inv101LinesNeed>[];
  papers: readonly InventoryPaper[];
  collectedStocks: readonly Filled<CollectedStock, Inv101CollectedStocksNeed>[];
  simpleLines: readonly Filled<InventoryLine, Inv101SimpleLinesNeed>[];
  retailLists?: readonly RetailList[];
}>;

/** 核注清单审核回执 */
export type Inv201 = Readonly<{
  kind: "INV201";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: InventoryHead;
  lines: readonly InventoryLine[];
  collectedStocks: readonly CollectedStock[];
  postings: readonly LedgerPosting[];
  simpleLines: readonly InventoryLine[];
  retailLists?: readonly RetailList[];
}>;

/** 单一窗口客户端直接应答 */
export type CommonResponeMessage = Readonly<{
  kind: "CommonResponeMessage";
  head?: ClientAnswer;
}>;

/** 核注清单生成报关单回执 */
export type Inv202 = Readonly<{
  kind: "INV202";
  result?: DeclarationResult;
}>;

/** 核注清单记账回执 */
export type Inv211 = Readonly<{
  kind: "INV211";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: InventoryHead;
  lines: readonly InventoryLine[];
  postings: readonly LedgerPosting[];
}>;

type Sas101HeadNeed = "masterCuscd" | "dclTypecd" | "businessTypecd" | "directionTypecd" | "areainEtpsno" | "areainEtpsNm" | "validTime";
type Sas101LinesNeed = "sasDclSeqno" | "gdecd" | "gdsNm" | "dclQty" | "dclUnitcd" | "dclUprcAmt" | "dclTotalAmt" | "dclCurrcd";
type Sas101ConsumptionsNeed = "endprdSeqno" | "mtpckSeqno" | "netUseupQty";
/** 业务申报表 */
export type Sas101 = Readonly<{
  kind: "SAS101";
  head: Filled<ApplicationHead, Sas101HeadNeed>;
  lines: readonly Filled<ApplicationLine, Sas101LinesNeed>[];
  consumptions: readonly Filled<ApplicationConsumption, Sas101ConsumptionsNeed>[];
  papers: readonly ApplicationPaper[];
}>;

/** 业务申报表审核回执 */
export type Sas201 = Readonly<{
  kind: "SAS201";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: ApplicationHead;
  lines: readonly ApplicationLine[];
  papers: readonly ApplicationPaper[];
  consumptions: readonly ApplicationConsumption[];
}>;

type Sas111HeadNeed = "dclTypecd" | "sasDclNo" | "masterCuscd" | "stockTypecd" | "businessTypecd";
type Sas111LinesNeed =
  | "sasStockSeqno"
  | "sasDclSeqno"
  | "gdsMtno"
  | "gdecd"
  | "gdsNm"
  | "dclUnitcd"
  | "dclQty"
  | "dclUprcAmt"
  | "dclTotalAmt"
  | "dclCurrcd"
  | "lawfUnitcd"
  | "lawfQty"
  | "natcd";
/** 出入库单 */
export type Sas111 = Readonly<{
  kind: "SAS111";
  head: Filled<StockHead, Sas111HeadNeed>;
  lines: readonly Filled<StockLine, Sas111LinesNeed>[];
}>;

/** 出入库单审核回执 */
export type Sas211 = Readonly<{
  kind: "SAS211";
  result?: ApprovalResult;
  head?: StockHead;
  lines: readonly StockLine[];
  checks: readonly CheckNote[];
}>;

type Sas121HeadNeed =
  | "passportTypecd"
  | "dclTypecd"
  | "ioTypecd"
  | "masterCuscd"
  | "areainEtpsno"
  | "areainEtpsNm"
  | "vehicleNo"
  | "vehicleWt"
  | "totalWt"
  | "totalGrossWt";
type Sas121LinesNeed = "passportSeqno" | "gdsNm" | "dclUnitcd" | "dclQty";
type Sas121RelationsNeed = "rltNo" | "rltTbTypecd";
/** 核放单 */
export type Sas121 = Readonly<{
  kind: "SAS121";
  head: Filled<PassHead, Sas121HeadNeed>;
  lines: readonly Filled<PassLine, Sas121LinesNeed>[];
  relations: readonly Filled<PassRelation, Sas121RelationsNeed>[];
}>;

/** 核放单审核回执 */
export type Sas221 = Readonly<{
  kind: "SAS221";
  result?: ApprovalResult;
  head?: PassHead;
  lines: readonly PassLine[];
  relations: readonly PassRelation[];
  checks: readonly CheckNote[];
}>;

/** 核放单修改回执 */
export type Sas222 = Readonly<{
  kind: "SAS222";
  result?: ApprovalResult;
  head?: PassHead;
  lines: readonly PassLine[];
  relations: readonly PassRelation[];
}>;

/** 核放单过卡回执 */
export type Sas223 = Readonly<{
  kind: "SAS223";
  result?: ApprovalResult;
  head?: PassHead;
  checks: readonly CheckNote[];
}>;

/** 核放单到货确认或作废回执 */
export type Sas224 = Readonly<{
  kind: "SAS224";
  result?: ApprovalResult;
  head?: PassHead;
  checks: readonly CheckNote[];
}>;

type Icp101HeadNeed = "vehicleNo";
type Icp101EntriesNeed = "entryId";
/** 两步申报核放单 */
export type Icp101 = Readonly<{
  kind: "ICP101";
  head: Filled<TwoStepPassHead, Icp101HeadNeed>;
  entries: readonly Filled<TwoStepPassEntry, Icp101EntriesNeed>[];
}>;

/** 两步申报核放单审核回执 */
export type Sas251 = Readonly<{
  kind: "SAS251";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: TwoStepPassHead;
  entries: readonly TwoStepPassEntry[];
}>;

/** 两步申报核放单过卡回执 */
export type Sas253 = Readonly<{
  kind: "SAS253";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: TwoStepPassHead;
  entries: readonly TwoStepPassEntry[];
}>;

type Ems121HeadNeed = "emsNo" | "chgoffTmsCnt" | "chgoffTypecd" | "chgoffBeginTime" | "chgoffDueTime" | "bizopEtpsno" | "bizopEtpsNm";
type Ems121LinesNeed = "typecd" | "seqno" | "shdRemainQty" | "actlRemainQty";
type Ems121InventoriesNeed = "bondInvtNo";
/** 账册报核 */
export type Ems121 = Readonly<{
  kind: "EMS121";
  head: Filled<SettlementHead, Ems121HeadNeed>;
  inventories: readonly Filled<SettlementInventory, Ems121InventoriesNeed>[];
  lines: readonly Filled<SettlementLine, Ems121LinesNeed>[];
  papers: readonly SettlementPaper[];
}>;

/** 账册报核审批回执 */
export type Ems221 = Readonly<{
  kind: "EMS221";
  result?: ApprovalResult;
  checks: readonly CheckNote[];
  head?: SettlementHead;
  lines: readonly SettlementLine[];
}>;

/** A document that a message carries, or what customs says about one. */
export type Jg2Document =
  | Bws101
  | Bws201
  | Inv101
  | Inv201
  | CommonResponeMessage
  | Inv202
  | Inv211
  | Sas101
  | Sas201
  | Sas111
  | Sas211
  | Sas121
  | Sas221
  | Sas222
  | Sas223
  | Sas224
  | Icp101
  | Sas251
  | Sas253
  | Ems121
  | Ems221;

/** What can also be written. */
export type WritableDocument =
  | Bws101
  | Bws201
  | Inv101
  | Inv201
  | Sas101
  | Sas201
  | Sas111
  | Sas211
  | Sas121
  | Sas221
  | Sas222
  | Sas223
  | Ems121
  | Ems221;
