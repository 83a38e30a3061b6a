//! `dateline schema`: what front matter and configuration may hold, for editors and other programs.

use crate::cli::Stop;
use crate::cli::args::{SchemaArguments, SchemaOf};
use crate::cli::terminal::Terminal;
use crate::schema::{self, Form};

pub(super) fn run(arguments: &SchemaArguments, terminal: &Terminal) -> Result<(), Stop> {
    let form = match arguments.of {
        SchemaOf::FrontMatter => Form::FrontMatter,
        SchemaOf::Translation => Form::Translation,
        SchemaOf::Page => Form::Page,
        SchemaOf::Config => Form::Config,
        SchemaOf::Contacts => Form::Contacts,
    };
    terminal.result(schema::text(form).trim_end());
    Ok(())
}
