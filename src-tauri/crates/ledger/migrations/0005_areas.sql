-- Several invoices on one scan: where on the page each lies, as four ten thousandths.
ALTER TABLE document_pages ADD COLUMN area TEXT;
