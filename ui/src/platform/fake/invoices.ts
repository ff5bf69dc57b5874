import type { DocumentState, FindingView, Problem, Trust, UsesView, VerificationAnswer } from '../types';
import { relatedTo, USED_IN_MAY } from './checks';

export interface FakeLine {
  name: string;
  specification?: string;
  unit?: string;
  quantity?: string;
  unit_price?: string;
  amount: string;
  tax_rate: string;
  tax: string;
}

export interface FakeDocument {
  file: string;
  state: DocumentState;
  provider?: string;
  problem?: Problem;
  postponed?: string;
  duplicateOf?: number;
  header: Record<string, string>;
  lines: FakeLine[];
  /** Fields that are not certain. */
  trust?: Record<string, { trust: Trust; zh: string; en: string; printed?: string; alternatives?: { value: string; source: string }[] }>;
  findings?: (Omit<FindingView, 'brief' | 'expected' | 'related'> & Partial<FindingView>)[];
  uses?: UsesView;
  answer?: VerificationAnswer;
  pages?: number;
}

/** The invented company that the invented accountant works for. */
const buyer = { 'buyer.name': '海棠云服科技有限公司', 'buyer.tax_id': '91460300MAA0000000' };

const problem = (code: string, zh: string, en: string, retryable = true): Problem => ({
  code,
  message: { zh, en },
  retryable,
});

function invoice(
  number: string,
  date: string,
  seller: [string, string],
  totals: [string, string, string, string],
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    invoice_type: 'digital_special',
    title: '电子发票（增值税专用发票）',
    number,
    issue_date: date,
    ...buyer,
    'seller.name': seller[0],
    'seller.tax_id': seller[1],
    total_amount: totals[0],
    total_tax: totals[1],
    amount_with_tax: totals[2],
    amount_in_words: totals[3],
    drawer: '于丽',
    ...more,
  };
}

const manyLines: FakeLine[] = Array.from({ length: 64 }, (_, index) => ({
  name: `*办公用品*打印纸 A${(index % 3) + 3} ${70 + (index % 4) * 10}g`,
  specification: `${(index % 5) + 1}00 张/包`,
  unit: '包',
  quantity: String((index % 7) + 1),
  unit_price: '17.6991150442',
  amount: (((index % 7) + 1) * 17.7).toFixed(2),
  tax_rate: '13%',
  tax: (((index % 7) + 1) * 2.3).toFixed(2),
}));

/** Why a queue stops by itself: nobody can be reached. */
export const STOPPED: Problem = problem(
  'network',
  '连不上火山引擎：网络不通或对方没有响应。没有发出的票据都还在排队，网络恢复后点“继续”，不会重复计费。',
  'Volcengine cannot be reached: no network, or no answer. What was not sent still waits; press Resume once the network is back. Nothing is charged twice.',
);

/** An invoice that came twice, and the document as which it came before. */
const TWICE = {
  header: invoice('24112000000048539971', '2026-05-22', ['云岭信息技术有限公司', '91110108690000000B'], ['12075.47', '724.53', '12800.00', '壹万贰仟捌佰圆整']),
  lines: [{ name: '*信息技术服务*运维服务费', unit: '月', quantity: '1', unit_price: '12075.4716981', amount: '12075.47', tax_rate: '6%', tax: '724.53' }],
};
const EARLIER = 16;

export const DOCUMENTS: FakeDocument[] = [
  {
    file: '晨曦办公_0418.pdf',
    state: 'ready',
    header: invoice('24112000000048512207', '2026-04-18', ['晨曦办公用品有限公司', '91110105MA0123456X'], ['1132.74', '147.36', '1280.00', '壹仟贰佰捌拾圆整']),
    lines: [
      { name: '*文具*签字笔', specification: '0.5mm 黑', unit: '盒', quantity: '20', unit_price: '28.3186', amount: '566.37', tax_rate: '13%', tax: '73.63' },
      { name: '*纸制品*复印纸', specification: 'A4 80g', unit: '箱', quantity: '4', unit_price: '141.5929', amount: '566.37', tax_rate: '13%', tax: '73.73' },
    ],
    trust: {
      'items[1].tax': { trust: 'wrong', zh: '金额×税率＝73.63', en: 'amount × rate = 73.63', alternatives: [{ value: '73.63', source: 'ocr' }] },
      total_tax: { trust: 'wrong', zh: '与明细不符', en: 'differs from the lines', alternatives: [{ value: '147.26', source: 'ocr' }] },
    },
    findings: [
      { code: 'line_tax', severity: 'error', fields: ['items[1].tax'], message: { zh: '第 2 行：566.37 × 13% 应为 73.63，票面读作 73.73', en: 'Line 2: 566.37 × 13% should be 73.63, the page reads 73.73' }, expected: null, related: [] },
      { code: 'total_sum', severity: 'error', fields: ['total_tax', 'amount_with_tax'], message: { zh: '合计金额加合计税额为 1,280.10，与价税合计 1,280.00 差 0.10', en: 'Net and tax make 1,280.10, which is 0.10 more than the total 1,280.00' }, expected: null, related: [] },
    ],
  },
  {
    file: '电子发票.ofd',
    state: 'ready',
    header: invoice('24112000000048542163', '2026-05-28', ['云岭信息技术有限公司', '9111O108690000000B'], ['4197.17', '251.83', '4449.00', '肆仟肆佰肆拾玖圆整']),
    lines: [{ name: '*信息技术服务*技术服务费', unit: '项', quantity: '1', unit_price: '4197.1698113', amount: '4197.17', tax_rate: '6%', tax: '251.83' }],
    trust: {
      'seller.tax_id': {
        trust: 'doubtful',
        zh: '校验位不符',
        en: 'check digit fails',
        alternatives: [{ value: '91110108690000000B', source: 'qr' }, { value: '91110I08690000000B', source: 'ocr' }],
      },
      drawer: { trust: 'yours', zh: '您已修改', en: 'changed by you' },
    },
    findings: [
      { code: 'tax_id_check', severity: 'warning', fields: ['seller.tax_id'], message: { zh: '第 5 位不会是字母 O，改为 0 后校验通过', en: 'The 5th character cannot be the letter O; with 0 the check digit is right' }, expected: null, related: [] },
    ],
  },
  {
    file: '餐费_江畔.pdf',
    state: 'ready',
    header: invoice('24312000000091126650', '2026-05-27', ['江畔餐饮管理有限公司', '91310115MA1KXXXX5T'], ['590.10', '5.90', '596.00', '伍佰玖拾陆圆整'], { invoice_type: 'digital_ordinary', title: '电子发票（普通发票）', remarks: '5 月 27 日商务餐；同行 4 人' }),
    lines: [{ name: '*餐饮服务*餐费', quantity: '1', unit_price: '590.0990099', amount: '590.10', tax_rate: '1%', tax: '5.90' }],
    trust: {
      issue_date: { trust: 'doubtful', zh: '只有一种读法', en: 'a single reading' },
      remarks: { trust: 'doubtful', zh: '把握 61%', en: 'confidence 61 %', alternatives: [{ value: '5 月 27 日商务餐；同行 1 人', source: 'ocr' }] },
    },
  },
  {
    file: '通行费汇总.pdf',
    state: 'ready',
    header: invoice('10447281', '2026-05-26', ['通达高速公路有限公司', '913300007236512387'], ['184.65', '5.54', '190.19', '壹佰玖拾圆壹角玖分'], { invoice_type: 'toll', title: '浙江通行费增值税电子普通发票', code: '033002300112', check_code: '75241 83360 92117 40628'.replaceAll(' ', ''), machine_number: '661000000000', password_area: '03<*8054/54291>+24587178722\n03<*3994-69516+12190916794\n/+9746502>4578843964<4071\n03<*0958/434325753641367/+', 'seller.address_phone': '浙江省杭州市西湖区通达路 66 号通达大厦 12 层 0571-00000000', 'seller.bank_account': '通达银行杭州通达路支行 3301000000000000456', 'buyer.address_phone': '海南省海口市龙华区海棠路 1 号 0898-00000000', 'buyer.bank_account': '海棠银行海口分行 4600000000000000789', payee: '王芳', reviewer: '陈明' }),
    lines: [{ name: '*经营租赁*通行费', amount: '184.65', tax_rate: '3%', tax: '5.54' }],
    pages: 2,
  },
  {
    file: '酒店住宿.pdf',
    state: 'ready',
    header: invoice('24332000000017736204', '2026-05-26', ['南湖酒店管理有限公司', '91330402MA2B8XXX3G'], ['907.55', '54.45', '962.00', '玖佰陆拾贰圆整'], { 'seller.address_phone': '浙江省嘉兴市南湖区望湖路 18 号 0573-00000000', 'seller.bank_account': '南湖商业银行望湖支行 3305000000000000123' }),
    lines: [{ name: '*住宿服务*住宿费', unit: '晚', quantity: '2', unit_price: '453.7735849', amount: '907.55', tax_rate: '6%', tax: '54.45' }],
  },
  {
    file: '启明电子_清单.pdf',
    state: 'ready',
    header: invoice('24442000000056640918', '2026-05-24', ['启明电子科技有限公司', '91440300MA5FXXXX88'], ['4517.40', '587.26', '5104.66', '伍仟壹佰零肆圆陆角陆分']),
    lines: manyLines,
    trust: { 'items[37].quantity': { trust: 'doubtful', zh: '两种读法不同', en: 'two readings differ', alternatives: [{ value: '8', source: 'ocr' }] } },
  },
  {
    file: '云岭_服务费_05.ofd',
    state: 'ready',
    ...TWICE,
    duplicateOf: EARLIER,
    findings: [
      {
        code: 'duplicate_number',
        severity: 'error',
        fields: ['number'],
        message: {
          zh: '与已有发票重复：号码 24112000000048539971，2026-05-22，云岭 5 月.jpg，已导出，已报销',
          en: 'The same invoice is already there: number 24112000000048539971, 2026-05-22, 云岭 5 月.jpg, exported, reimbursed',
        },
        related: [relatedTo(EARLIER, TWICE.header, '云岭 5 月.jpg')],
      },
      {
        code: 'buyer_name',
        severity: 'warning',
        fields: ['buyer.name'],
        message: {
          zh: '购买方名称与本公司不同：应为“海【棠】云服科技有限公司”，票面“海【堂】云服科技有限公司”',
          en: "The buyer's name is not your company's: expected “海【棠】云服科技有限公司”, read “海【堂】云服科技有限公司”",
        },
        expected: '海棠云服科技有限公司',
      },
      { code: 'consecutive_numbers', severity: 'note', fields: ['number'], message: { zh: '同一销售方的连号发票：号码 24112000000048539970，2026-05-22', en: 'Consecutive invoices of one seller: number 24112000000048539970, 2026-05-22' } },
      { code: 'new_seller', severity: 'note', fields: ['seller.name'], message: { zh: '第一次见到的销售方', en: 'A seller seen for the first time' } },
    ],
  },
  {
    file: '红字_退货.xml',
    state: 'postponed',
    postponed: 'reissue',
    header: invoice('24112000000048600012', '2026-05-20', ['晨曦办公用品有限公司', '91110105MA0123456X'], ['-113.27', '-14.73', '-128.00', '（负数）壹佰贰拾捌圆整'], { remarks: '被红冲蓝字数电票号码：24112000000048512207 红字发票信息确认单编号：11010524050000000011' }),
    lines: [{ name: '*文具*签字笔', unit: '盒', quantity: '-4', unit_price: '28.3186', amount: '-113.27', tax_rate: '13%', tax: '-14.73' }],
    pages: 0,
  },
  { file: '扫描件_0230.jpg', state: 'in_doubt', provider: 'juhe', header: {}, lines: [] },
  { file: '扫描件_0231.pdf', state: 'working', provider: 'volcengine', header: {}, lines: [], pages: 5 },
  { file: '扫描件_0232.jpg', state: 'queued', provider: 'volcengine', header: {}, lines: [] },
  {
    file: '合同盖章页.pdf',
    state: 'failed',
    problem: problem('damaged_file', '文件不完整，在第 1 页中断。请向对方重新索取原件后再导入。', 'The file breaks off on its first page. Ask for the original again and import it.'),
    header: {},
    lines: [],
    pages: 0,
  },
  {
    file: 'IMG_2041.jpg',
    state: 'failed',
    provider: 'juhe',
    problem: problem('bad_credentials', '聚合的密钥无效（10001）。在设置里更新后点“重试”，已识别的不受影响。', 'The Juhe key is not valid (10001). Renew it in the settings, then try again; what is recognized stays.'),
    header: {},
    lines: [],
  },
  {
    file: '物业费_2026Q2.pdf',
    state: 'reviewed',
    uses: { exports: [{ file_name: '发票导出 2026-04.xlsx', at: Date.UTC(2026, 4, 2, 2, 30) }], reimbursed_at: Date.UTC(2026, 4, 6, 8, 5) },
    answer: 'consistent',
    findings: [{ code: 'tax_id_check_digit', severity: 'warning', fields: ['seller.tax_id'], message: { zh: '销售方税号 91110105MA0XXXX14C 校验位不符', en: "The seller's tax number 91110105MA0XXXX14C fails its check digit" } }],
    header: invoice('24112000000040017753', '2026-04-02', ['望京物业服务有限公司', '91110105MA0XXXX14C'], ['28301.89', '1698.11', '30000.00', '叁万圆整']),
    lines: [{ name: '*物业管理服务*物业费', unit: '季', quantity: '1', unit_price: '28301.8867925', amount: '28301.89', tax_rate: '6%', tax: '1698.11' }],
  },
  {
    file: '快递_03.pdf',
    state: 'reviewed',
    header: invoice('24312000000071140239', '2026-03-31', ['飞渡快运有限公司', '91310118MA1JXXXX2P'], ['311.32', '18.68', '330.00', '叁佰叁拾圆整'], { invoice_type: 'digital_ordinary', title: '电子发票（普通发票）' }),
    lines: [{ name: '*物流辅助服务*收派服务费', quantity: '1', unit_price: '311.3207547', amount: '311.32', tax_rate: '6%', tax: '18.68' }],
  },  { file: '云岭 5 月.jpg', state: 'reviewed', uses: USED_IN_MAY, ...TWICE },
];
