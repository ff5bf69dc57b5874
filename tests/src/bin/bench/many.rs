//! Thousands of documents from file to invoice, and a file of many pages: the time must grow with the
//! number, the memory must not.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fapiao_tests::fixtures::{sample, to_pdf, to_pdf_together};
use invoice::synthetic::KINDS;
use invoice::{Invoice, InvoiceType};

/// From some hundreds on the allocator has an arena for each thread that reads: what it holds then
/// is what is compared.
const FEW: u64 = 250;
const MANY: u64 = 1_000;
const MORE: u64 = 2_000;
const PAGES: u64 = 300;

pub(crate) fn measure(release: &Path, desk: &Path) {
    let few = folder_of(FEW, &desk.join("few"));
    let many = folder_of(MANY, &desk.join("many"));
    let more = folder_of(MORE, &desk.join("more"));
    let few = recognize(release, desk, &few);
    let many = recognize(release, desk, &many);
    let more = recognize(release, desk, &more);
    for (count, run) in [(FEW, &few), (MANY, &many), (MORE, &more)] {
        println!(
            "{count:>5} PDFs to invoices: {:.2} s, {:.2} ms each, peak {} MB",
            run.whole.as_secs_f64(),
            run.whole.as_secs_f64() * 1e3 / count as f64,
            run.peak_kilobytes / 1024
        );
    }
    let each = |run: &Run, count: u64| run.whole.as_secs_f64() / count as f64;
    println!(
        "time of one among {MANY} : among {FEW} = {:.2}; second half : first half = {:.2} (linear is 1)",
        each(&many, MANY) / each(&few, FEW),
        many.whole.saturating_sub(many.half).as_secs_f64() / many.half.as_secs_f64()
    );
    println!(
        "peak memory at {MORE} : at {MANY} = {:.2} (flat is 1)",
        more.peak_kilobytes as f64 / many.peak_kilobytes as f64
    );
    let file = desk.join("long.pdf");
    std::fs::write(&file, to_pdf_together(&invoices(PAGES))).unwrap();
    let long = Command::new(release.join("examples/long"))
        .arg(&file)
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&long.stdout));
}

/// Kinds that the fixtures have a form for.
fn invoices(count: u64) -> Vec<Invoice> {
    let drawn: Vec<InvoiceType> = KINDS
        .into_iter()
        .filter(|kind| kind.is_digital() || *kind == InvoiceType::ElectronicOrdinary)
        .collect();
    (0..count)
        .map(|seed| sample(drawn[seed as usize % drawn.len()], seed))
        .collect()
}

fn folder_of(count: u64, folder: &Path) -> std::path::PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    for (index, invoice) in invoices(count).iter().enumerate() {
        std::fs::write(folder.join(format!("{index:04}.pdf")), to_pdf(invoice)).unwrap();
    }
    folder.to_owned()
}

struct Run {
    whole: Duration,
    /// Until half of the lines were printed.
    half: Duration,
    peak_kilobytes: u64,
}

fn recognize(release: &Path, desk: &Path, folder: &Path) -> Run {
    let count = std::fs::read_dir(folder).unwrap().count();
    let begin = Instant::now();
    let mut running = Command::new(release.join("fapiao"))
        .args(["recognize", "--json"])
        .arg(folder)
        .env("FAPIAO_DATA_DIR", desk.join("data"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", running.id());
    let (mut half, mut peak_kilobytes, mut lines) = (Duration::ZERO, 0, 0);
    for line in BufReader::new(running.stdout.take().unwrap()).lines() {
        line.unwrap();
        lines += 1;
        if lines == count / 2 {
            half = begin.elapsed();
        }
        if lines % 25 == 0 {
            peak_kilobytes = peak_memory(&status).unwrap_or(peak_kilobytes);
        }
    }
    assert!(running.wait().unwrap().success(), "all are read");
    assert_eq!(lines, count, "a line for each");
    Run {
        whole: begin.elapsed(),
        half,
        peak_kilobytes,
    }
}

/// In kilobytes, of a process that runs.
fn peak_memory(status: &str) -> Option<u64> {
    let status = std::fs::read_to_string(status).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
