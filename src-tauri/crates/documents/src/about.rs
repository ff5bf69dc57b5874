/// What a file says of itself, beside the invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// How many digital signatures it carries. That they are there says nothing about whether
    /// they are valid: nothing is verified.
    pub signatures: usize,
    /// Whether it was opened with a password, so that nobody else can open it as it is.
    pub needs_password: bool,
    /// The program that made it.
    pub producer: Option<String>,
    /// When it was made, as the file writes it.
    pub created: Option<String>,
}
