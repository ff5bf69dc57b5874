use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use app::batch::{Batch, Outcome};
use app::view::Problem;
use app::workbook::{self, NamedInvoice};
use app::{App, Clock, DataFolder, Recognizers, Start, machine};
use documents::Limits;
use futures_util::StreamExt;
use invoice::{FieldPath, HeaderField, Invoice, PartyField};
use ledger::{Ledger, Timestamp};
use recognition::ProviderId;

use crate::arguments::{Arguments, Command, Export, Provider, Recognize};

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let result = match arguments.command {
        Command::Recognize(recognize) => self::recognize(recognize).await,
        Command::Export(export) => self::export(export).await,
        Command::Providers => providers().await,
    };
    result.unwrap_or_else(|problem| {
        eprintln!("fapiao: {}: {}", problem.code, problem.message.zh);
        ExitCode::FAILURE
    })
}

impl From<Provider> for ProviderId {
    fn from(provider: Provider) -> Self {
        match provider {
            Provider::Offline => Self::Offline,
            Provider::Juhe => Self::Juhe,
            Provider::Jumdata => Self::Jumdata,
            Provider::Volcengine => Self::Volcengine,
            Provider::Jdcloud => Self::Jdcloud,
            Provider::Deepfinch => Self::Deepfinch,
        }
    }
}

async fn recognize(arguments: Recognize) -> Result<ExitCode, Problem> {
    let provider = arguments.provider.into();
    let mut printer = Printer {
        json: arguments.json,
        writes: arguments.xlsx.is_some(),
        failed: false,
        invoices: Vec::new(),
        known: BTreeSet::new(),
    };
    if let Some(ledger) = &arguments.ledger {
        let app = App::start(Start::of_this_machine(DataFolder::around_ledger(ledger))).await?;
        for outcome in app.recognize_all(arguments.files, provider).await? {
            printer.print(&outcome);
        }
    } else {
        let batch = Arc::new(batch(provider).await?);
        let mut outcomes = std::pin::pin!(batch.run(&arguments.files));
        while let Some(outcome) = outcomes.next().await {
            printer.print(&outcome);
        }
    }
    if let Some(path) = &arguments.xlsx {
        let report = workbook::write(path, &printer.invoices, Clock::system().now())?;
        say_written(&report);
    }
    Ok(if printer.failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Without a ledger of its own: settings come from the data folder, and only where a provider
/// needs them.
async fn batch(provider: ProviderId) -> Result<Batch, Problem> {
    let folder = data_folder()?;
    let clock = Clock::system();
    let ledger = if provider == ProviderId::Offline || !folder.ledger().exists() {
        None
    } else {
        Some(Arc::new(Ledger::open(
            folder.ledger(),
            Timestamp(clock.now()),
        )?))
    };
    let keychain = if provider == ProviderId::Offline {
        None
    } else {
        machine::keychain()
    };
    let recognizers = Recognizers::new(
        ledger,
        &folder,
        machine::environment(),
        keychain,
        clock.clone(),
        machine::page_reader(),
    )
    .await?;
    Batch::new(recognizers, provider, Limits::default(), &clock)
}

async fn export(arguments: Export) -> Result<ExitCode, Problem> {
    if !arguments.ledger.exists() {
        return Err(Problem::local(
            "ledger_missing",
            format!("找不到台账文件 {}。", arguments.ledger.display()),
            format!("There is no ledger at {}.", arguments.ledger.display()),
        ));
    }
    let app = App::start(Start::of_this_machine(DataFolder::around_ledger(
        &arguments.ledger,
    )))
    .await?;
    let (report, open) = app.export_everything(arguments.xlsx).await?;
    say_written(&report);
    if open > 0 {
        eprintln!("其中 {open} 张尚未复核。{open} of them nobody has reviewed.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn providers() -> Result<ExitCode, Problem> {
    let folder = data_folder()?;
    let clock = Clock::system();
    let ledger = if folder.ledger().exists() {
        Some(Arc::new(Ledger::open(
            folder.ledger(),
            Timestamp(clock.now()),
        )?))
    } else {
        None
    };
    let recognizers = Recognizers::new(
        ledger,
        &folder,
        machine::environment(),
        machine::keychain(),
        clock,
        machine::page_reader(),
    )
    .await?;
    let mut out = std::io::stdout().lock();
    for (id, name, ready) in recognizers.overview().await {
        let state = if ready { "可用" } else { "未配置密钥" };
        // A closed pipe ends the listing, nothing more.
        if writeln!(out, "{}\t{name}\t{state}", id.as_str()).is_err() {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn data_folder() -> Result<DataFolder, Problem> {
    let variable = std::env::var("FAPIAO_DATA_DIR").ok();
    DataFolder::from_environment(variable.as_deref(), dirs::data_dir()).ok_or_else(|| {
        Problem::local(
            "folder",
            "找不到数据文件夹，请设置 FAPIAO_DATA_DIR。",
            "There is no data folder; set FAPIAO_DATA_DIR.",
        )
    })
}

fn say_written(report: &app::view::ExportReport) {
    println!(
        "{}：{} 张发票，{} 行明细",
        report.path, report.invoices, report.lines
    );
    for notice in &report.notices {
        eprintln!("{}", notice.zh);
    }
}

struct Printer {
    json: bool,
    /// Whether a workbook is wanted.
    writes: bool,
    failed: bool,
    invoices: Vec<NamedInvoice>,
    /// The invoices that are in the list.
    known: BTreeSet<[String; 4]>,
}

impl Printer {
    fn print(&mut self, outcome: &Outcome) {
        self.failed |= outcome.result.is_err();
        let line = if self.json {
            outcome.line().to_string()
        } else {
            plain(outcome)
        };
        let mut out = std::io::stdout().lock();
        // Whoever closed the pipe does not want the rest; the work itself goes on.
        let _ = writeln!(out, "{line}");
        if self.writes
            && let Ok(done) = &outcome.result
        {
            let invoice = &done.judgement.invoice;
            // The same invoice as PDF and as XML, or a second copy, is one row of the workbook.
            if let Some(identity) = identity(invoice)
                && !self.known.insert(identity)
            {
                eprintln!(
                    "{}：与前面的发票相同，表中只写一次。The same invoice came before; it is one row of the workbook.",
                    outcome.file.display()
                );
                return;
            }
            self.invoices.push(NamedInvoice {
                file_name: name_of(&outcome.file),
                invoice: invoice.clone(),
                record: None,
            });
        }
    }
}

/// What tells an invoice from all others: number, code, seller and amount. `None` where the number
/// or the amount was not read.
fn identity(invoice: &Invoice) -> Option<[String; 4]> {
    Some([
        invoice.header(HeaderField::Number)?,
        invoice.header(HeaderField::Code).unwrap_or_default(),
        invoice
            .text(FieldPath::seller(PartyField::TaxId))
            .unwrap_or_default(),
        invoice.header(HeaderField::AmountWithTax)?,
    ])
}

fn name_of(file: &Path) -> String {
    PathBuf::from(file)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A line for a person: number, seller, gross, and how many findings.
fn plain(outcome: &Outcome) -> String {
    let file = outcome.file.display();
    match &outcome.result {
        Ok(done) => {
            let invoice = &done.judgement.invoice;
            let text = |path| invoice.text(path).unwrap_or_else(|| "—".to_owned());
            format!(
                "{file}\t{}\t{}\t{}\t{}",
                text(FieldPath::Header(HeaderField::Number)),
                text(FieldPath::seller(PartyField::Name)),
                text(FieldPath::Header(HeaderField::AmountWithTax)),
                match done.judgement.findings.len() {
                    0 => "无疑点".to_owned(),
                    n => format!("{n} 处待核"),
                }
            )
        }
        Err(error) => format!("{file}\t{}\t{}", error.code, error.message.zh),
    }
}
