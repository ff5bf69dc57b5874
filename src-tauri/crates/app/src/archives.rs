//! Taking in what lies in a ZIP archive.

use std::io::{Read, Seek};

use documents::{DocumentError, Limits, PackedFile, Unpacked, unpack};
use invoice::Sentence;
use recognition::RecognitionError;

use crate::found_files::is_wanted;
use crate::intake::Intake;
use crate::view::Problem;

/// Goes through the files of an archive that may be invoices, those of archives in it included.
/// An archive without any is an error too: nothing of it would show.
pub(crate) fn walk<R: Read + Seek>(
    source: R,
    limits: &Limits,
    each: &mut dyn FnMut(PackedFile),
) -> Result<Unpacked, RecognitionError> {
    let found = unpack(source, limits, &is_wanted, each)?;
    if found.given == 0 {
        let nothing = DocumentError::Unsupported("a ZIP archive".to_owned());
        return Err(RecognitionError::local(
            nothing.code(),
            "nothing in the archive looks like an invoice",
            Sentence::new(
                "压缩包里没有可识别的文件（PDF、OFD、XML 或图片）。",
                "The archive holds no file that is read (PDF, OFD, XML or a picture).",
            ),
        ));
    }
    Ok(found)
}

/// Why a file of an archive cannot be had.
pub(crate) fn not_unpacked(error: DocumentError) -> RecognitionError {
    match error {
        DocumentError::Encrypted => RecognitionError::local(
            DocumentError::Encrypted.code(),
            "encrypted in the archive",
            Sentence::new(
                "压缩包设了密码。请先用密码解压，再拖入其中的文件。",
                "The archive has a password. Unpack it first, then drop the files.",
            ),
        ),
        error => RecognitionError::from(error),
    }
}

impl Intake<'_> {
    /// `name` is what the report calls the archive, `place` where it came from.
    pub(crate) fn archive<R: Read + Seek>(&mut self, source: R, name: &str, place: &str) {
        let limits = self.app.parts.limits;
        let walked = walk(source, &limits, &mut |file| {
            let label = format!("{name}/{}", file.name);
            match file.bytes {
                Ok(bytes) => self.packed(&label, &format!("{place}/{}", file.name), bytes),
                Err(error) => self.fail(&label, Problem::from(&not_unpacked(error))),
            }
        });
        match walked {
            Ok(found) => {
                let more = u32::try_from(found.passed_over).unwrap_or(u32::MAX);
                self.report.skipped = self.report.skipped.saturating_add(more);
            }
            Err(error) => self.fail(name, Problem::from(&error)),
        }
    }
}
