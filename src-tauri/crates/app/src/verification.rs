//! The tax platform's verification page: what it asks for, and what it answered.

use invoice::{FieldPath, Invoice, verification_inputs};
use ledger::DocumentId;

use crate::App;
use crate::view::{
    DocumentView, Problem, VerificationAnswer, VerificationInputView, VerificationView,
};

impl App {
    /// 全国增值税发票查验平台.
    pub const VERIFICATION_PAGE: &'static str = "https://inv-veri.chinatax.gov.cn/";

    pub(crate) fn verification_view(
        &self,
        document: DocumentId,
        invoice: &Invoice,
    ) -> Result<VerificationView, Problem> {
        let latest = self.ledger().verifications(document)?.into_iter().next();
        let held = latest.filter(|latest| latest.answer.is_some());
        Ok(VerificationView {
            inputs: verification_inputs(invoice)
                .into_iter()
                .map(|input| VerificationInputView {
                    path: FieldPath::Header(input.field).to_string(),
                    last_six: input.last_six,
                    value: input.value,
                })
                .collect(),
            answer: held.and_then(|held| held.answer).map(Into::into),
            answered_at: held.map(|held| held.at.0 as f64),
        })
    }

    /// Writes down what the tax platform answered; `None` takes the answer back.
    pub async fn record_verification(
        &self,
        id: u32,
        answer: Option<VerificationAnswer>,
    ) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            let answer = answer.map(Into::into);
            app.ledger()
                .record_verification(document, answer, app.now())?;
            Ok(())
        })
        .await
    }
}
