//! From a provider's refusal to the contract's codes and to a sentence that says what to do.

use invoice::{ErrorCode, Sentence};

use crate::{Charge, FixedSentence, Reach};

/// A failure that a provider answered with.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    /// The provider's own code.
    pub(super) provider_code: Option<String>,
    /// The provider's own words.
    pub(super) words: String,
    /// Whether the same request may be sent again later.
    pub(super) later: bool,
    pub(super) charge: Charge,
    pub(super) advice: Advice,
}

/// What a provider's code means: a row of its table of errors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) provider_code: &'static str,
    pub(super) code: ErrorCode,
    pub(super) later: bool,
    pub(super) charge: Charge,
    pub(super) advice: Advice,
}

/// Finds a code in a table.
pub(super) fn known<'a>(table: &'a [Known], provider_code: &str) -> Option<&'a Known> {
    table.iter().find(|row| row.provider_code == provider_code)
}

impl Known {
    /// A row; the charge is free unless the table says otherwise.
    pub(super) const fn new(
        provider_code: &'static str,
        code: ErrorCode,
        later: bool,
        charge: Charge,
        advice: Advice,
    ) -> Self {
        Self {
            provider_code,
            code,
            later,
            charge,
            advice,
        }
    }

    /// The refusal with the words that came.
    pub(super) fn refusal(&self, words: &str) -> Refusal {
        Refusal {
            code: self.code,
            provider_code: Some(self.provider_code.to_owned()),
            words: words.to_owned(),
            later: self.later,
            charge: self.charge,
            advice: self.advice,
        }
    }
}

impl Refusal {
    /// Whom it concerns: what only the user can mend stops the whole queue.
    pub(super) fn reach(&self) -> Reach {
        let all = matches!(
            self.code,
            ErrorCode::BadCredentials | ErrorCode::Permission | ErrorCode::QuotaExhausted
        ) || self.advice == Advice::CheckAddress;
        if all {
            Reach::Provider
        } else {
            Reach::Document
        }
    }

    /// A code that no table has.
    pub(super) fn unknown(provider_code: &str, words: &str, charge: Charge) -> Self {
        Self {
            code: ErrorCode::Unknown,
            provider_code: Some(provider_code.to_owned()),
            words: words.to_owned(),
            later: false,
            charge,
            advice: Advice::ReadTheirWords,
        }
    }

    /// What an HTTP status alone means.
    pub(super) fn of_status(status: u16) -> Self {
        use Advice as A;
        use ErrorCode as E;
        let (code, later, charge, advice) = match status {
            401 | 407 => (E::BadCredentials, false, Charge::Free, A::CheckKey),
            402 => (E::QuotaExhausted, false, Charge::Free, A::TopUp),
            403 => (E::Permission, false, Charge::Free, A::AskPermission),
            404 | 405 | 410 => (E::BadRequest, false, Charge::Free, A::CheckAddress),
            413 => (E::BadImage, false, Charge::Free, A::SmallerPicture),
            429 => (E::RateLimited, true, Charge::Free, A::SlowDown),
            400..=499 => (E::BadRequest, false, Charge::Unknown, A::OtherProvider),
            _ => (E::ServerFault, true, Charge::Unknown, A::Wait),
        };
        Self {
            code,
            provider_code: Some(format!("HTTP {status}")),
            words: String::new(),
            later,
            charge,
            advice,
        }
    }
}

/// What the user can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Advice {
    CheckKey,
    RenewKey,
    FixClock,
    AskPermission,
    PassReview,
    AllowAddress,
    AskProvider,
    TopUp,
    Tomorrow,
    SlowDown,
    Wait,
    BetterPicture,
    SmallerPicture,
    OnlyRolls,
    CheckAddress,
    OtherProvider,
    ReadTheirWords,
}

impl Advice {
    const fn sentence(self) -> FixedSentence {
        let (zh, en) = match self {
            Self::CheckKey => (
                "请在设置中核对密钥，保存后点“继续”。",
                "Check the key in the settings, save it and continue.",
            ),
            Self::RenewKey => (
                "密钥已过期或被停用，请到服务商网站更换，再填入设置。",
                "The key has expired or is blocked: get a new one from the provider and enter it in the settings.",
            ),
            Self::FixClock => (
                "请校准本机的日期、时间和时区，然后继续。",
                "Set this machine's date, time and time zone right, then continue.",
            ),
            Self::AskPermission => (
                "请在服务商控制台为此账号开通或申请这个接口，然后继续。",
                "Open this interface for the account in the provider's console or ask for permission, then continue.",
            ),
            Self::PassReview => (
                "请先在服务商网站完成应用审核或实名认证。",
                "First complete the provider's review of the application or account.",
            ),
            Self::AllowAddress => (
                "请在服务商控制台把本机的公网 IP 加入允许名单。",
                "Add this machine's public IP address to the allowed ones in the provider's console.",
            ),
            Self::AskProvider => (
                "账号或接口已停用，请联系服务商，或换用其他识别服务。",
                "The account or the interface is stopped: ask the provider, or use another one.",
            ),
            Self::TopUp => (
                "请充值或购买次数，然后继续。",
                "Top up or buy more calls, then continue.",
            ),
            Self::Tomorrow => (
                "今天的次数已用完：请明天继续，或购买更多次数。",
                "Today's calls are used up: continue tomorrow, or buy more.",
            ),
            Self::SlowDown => (
                "程序会放慢并自动重试；若经常出现，请在设置中调低每秒次数。",
                "The program slows down and tries again; if it happens often, lower the calls per second in the settings.",
            ),
            Self::Wait => ("请稍候再试。", "Wait a while and try again."),
            Self::BetterPicture => (
                "请换一张清晰、完整、端正的图片，或换用其他识别服务。",
                "Use a clear, whole and upright picture, or another provider.",
            ),
            Self::SmallerPicture => (
                "图片过大：请缩小或重新扫描，或换用其他识别服务。",
                "The picture is too large: make it smaller, scan it again or use another provider.",
            ),
            Self::OnlyRolls => (
                "没有检测到卷票：此服务只识别增值税卷票，其他发票请换用别的识别服务。",
                "No roll invoice was found: this provider reads only 卷票. Use another one for other invoices.",
            ),
            Self::CheckAddress => (
                "请在设置中核对接口地址。",
                "Check the address in the settings.",
            ),
            Self::OtherProvider => (
                "请换用其他识别服务，并把此信息反馈给我们。",
                "Use another provider and report this message to us.",
            ),
            Self::ReadTheirWords => (
                "请按服务商的说明处理，或换用其他识别服务。",
                "Follow the provider's words, or use another provider.",
            ),
        };
        FixedSentence { zh, en }
    }
}

const fn what_happened(code: ErrorCode) -> FixedSentence {
    let (zh, en) = match code {
        ErrorCode::BadCredentials => ("密钥或签名未通过", "the credentials were refused"),
        ErrorCode::Permission => ("没有权限", "permission was refused"),
        ErrorCode::QuotaExhausted => ("余额或次数已用完", "the balance or the calls are used up"),
        ErrorCode::RateLimited => ("调用过于频繁", "too many calls"),
        ErrorCode::BadImage => ("无法使用这张图片", "the picture cannot be used"),
        ErrorCode::BadRequest => ("不接受这个请求", "the request was not accepted"),
        ErrorCode::ServerFault => ("服务出现故障", "the service is out of order"),
        _ => ("识别失败", "recognition failed"),
    };
    FixedSentence { zh, en }
}

/// The whole sentence: who, what, in whose words, what to do.
pub(super) fn sentence(name: FixedSentence, refusal: &Refusal) -> Sentence {
    let happened = what_happened(refusal.code);
    let advice = refusal.advice.sentence();
    let code = refusal.provider_code.as_deref().unwrap_or_default();
    let theirs = format!("{code} {}", refusal.words);
    let theirs = theirs.trim();
    Sentence::new(
        format!("{}：{}（{theirs}）。{}", name.zh, happened.zh, advice.zh),
        format!("{}: {} ({theirs}). {}", name.en, happened.en, advice.en),
    )
}
