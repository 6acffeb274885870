//! One page that is complete in itself: no script, no request. Every paragraph lies in the direction of its letters.

use super::{Document, Placed, best, label, page};
use crate::outcome::Failure;
use std::io::Write;

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#1d1b18;--quiet:#716b60;--rule:#e4dfd4;--per:#ffe2b8;--loc:#cdeccf;--org:#d3e1fb;--misc:#eadcf5}\
@media(prefers-color-scheme:dark){:root{--paper:#191816;--ink:#ece8e0;--quiet:#9d968a;--rule:#35322d;--per:#5c4113;--loc:#1f4a25;--org:#23406f;--misc:#4a3160}}\
body{background:var(--paper);color:var(--ink);font:18px/1.75 Georgia,'Noto Serif',serif;max-width:46rem;margin:3rem auto;padding:0 1.25rem}\
h1{font-size:1.4rem}article{border-top:1px solid var(--rule);padding:1rem 0}h2{font:600 .85rem/1.4 system-ui,sans-serif;color:var(--quiet);margin:0}\
p{margin:.6rem 0;white-space:pre-wrap;overflow-wrap:anywhere}\
mark{color:inherit;background:var(--misc);border-radius:.3em;padding:.08em .3em;-webkit-box-decoration-break:clone;box-decoration-break:clone}\
mark[data-type=PER]{background:var(--per)}mark[data-type=LOC]{background:var(--loc)}mark[data-type=ORG]{background:var(--org)}\
mark.open{background:none;outline:1px dashed var(--quiet)}\
mark small{font:.62em/1 ui-monospace,monospace;color:var(--quiet);margin:0 .3em;unicode-bidi:isolate}\
mark a{color:inherit;text-decoration:none}mark a:hover{text-decoration:underline}\
footer{border-top:1px solid var(--rule);color:var(--quiet);font:.8rem/2.5 system-ui,sans-serif}";

/// The head of the page.
pub fn begin(out: &mut impl Write, title: &str) -> Result<(), Failure> {
    let title = escape(title);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"und\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n"
    )?;
    Ok(())
}

/// One document as an article.
pub fn document(out: &mut impl Write, document: &Document<'_>, title: Option<&str>) -> Result<(), Failure> {
    match document.lang {
        Some(lang) => writeln!(out, "<article lang=\"{}\">", escape(lang))?,
        None => writeln!(out, "<article>")?,
    }
    if let Some(title) = title {
        writeln!(out, "<h2 dir=\"auto\">{}</h2>", escape(title))?;
    }
    out.write_all(b"<p dir=\"auto\">")?;
    let mut at = 0;
    for placed in document.flat() {
        let range = placed.mention.range();
        paragraphs(out, &document.text[at..range.start])?;
        mark(out, placed)?;
        at = range.end;
    }
    paragraphs(out, &document.text[at..])?;
    out.write_all(b"</p>\n</article>\n")?;
    Ok(())
}

/// Text between names. Line ends begin a paragraph, for each one has its own direction.
fn paragraphs(out: &mut impl Write, text: &str) -> Result<(), Failure> {
    for (i, part) in text.split('\n').enumerate() {
        if i > 0 {
            out.write_all(b"</p>\n<p dir=\"auto\">")?;
        }
        out.write_all(escape(part.trim_end_matches('\r')).as_bytes())?;
    }
    Ok(())
}

fn mark(out: &mut impl Write, placed: &Placed<'_>) -> Result<(), Failure> {
    let mention = &placed.mention;
    let (text, kind) = (escape(mention.text()), escape(&label(mention)));
    let score = best(mention).map_or(0.0, |c| c.probability());
    match mention.accepted() {
        Some(c) => {
            let title = escape(&format!("{} · {} · {score:.2} · {}", c.label(), c.entity_type(), c.evidence().as_str()));
            let id = escape(c.id());
            let shown = page(c.id()).map_or_else(|| id.clone(), |url| format!("<a href=\"{url}\" rel=\"noreferrer\">{id}</a>"));
            write!(
                out,
                "<mark data-type=\"{kind}\" data-id=\"{id}\" title=\"{title}\"><bdi>{text}</bdi><small dir=\"ltr\">{shown}</small></mark>"
            )?;
        }
        None => {
            let candidates: Vec<String> =
                mention.candidates().iter().map(|c| format!("{} {} {:.2}", c.id(), c.label(), c.probability())).collect();
            let title = escape(&candidates.join("\n"));
            write!(
                out,
                "<mark class=\"open\" data-type=\"{kind}\" title=\"{title}\"><bdi>{text}</bdi><small dir=\"ltr\">?</small></mark>"
            )?;
        }
    }
    Ok(())
}

/// The end of the page.
pub fn end(out: &mut impl Write) -> Result<(), Failure> {
    write!(out, "<footer>polyonym {}</footer>\n</body>\n</html>\n", env!("CARGO_PKG_VERSION"))?;
    Ok(())
}

/// Text as HTML. Controls that HTML forbids become U+FFFD, and nothing in a text directs what stands outside of it.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' | '\r' => escaped.push(c),
            c if c.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}
