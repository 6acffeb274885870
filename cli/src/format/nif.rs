//! NLP Interchange Format 2.0 in Turtle: <https://persistence.uni-leipzig.org/nlp2rdf/>.
//!
//! A context for each document, a phrase for each mention, `itsrdf:taIdentRef` where an id is accepted.

use super::{Document, Placed, best, encode, iri};
use crate::json;
use crate::outcome::Failure;
use std::io::Write;

/// The prefixes, once for all documents.
pub fn begin(out: &mut impl Write) -> Result<(), Failure> {
    out.write_all(
        b"@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .\n\
          @prefix itsrdf: <http://www.w3.org/2005/11/its/rdf#> .\n\
          @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
    )?;
    Ok(())
}

pub fn document(out: &mut impl Write, document: &Document<'_>) -> Result<(), Failure> {
    let source = encode(&document.name());
    let end = document.offsets.at(document.text.len());
    let context = format!("<{source}#char=0,{end}>");
    writeln!(out, "\n{context} a nif:Context, nif:RFC5147String ;")?;
    writeln!(out, "  nif:beginIndex \"0\"^^xsd:nonNegativeInteger ; nif:endIndex \"{end}\"^^xsd:nonNegativeInteger ;")?;
    writeln!(out, "  nif:isString {} .", literal(document.text))?;
    document.mentions.iter().try_for_each(|placed| phrase(out, placed, &source, &context))
}

fn phrase(out: &mut impl Write, placed: &Placed<'_>, source: &str, context: &str) -> Result<(), Failure> {
    let Placed { start, end, mention } = placed;
    writeln!(out, "<{source}#char={start},{end}> a nif:Phrase, nif:RFC5147String ; nif:referenceContext {context} ;")?;
    writeln!(out, "  nif:beginIndex \"{start}\"^^xsd:nonNegativeInteger ; nif:endIndex \"{end}\"^^xsd:nonNegativeInteger ;")?;
    if let Some(accepted) = mention.accepted() {
        writeln!(out, "  itsrdf:taIdentRef <{}> ;", iri(accepted.id()))?;
    }
    let score = best(mention).map_or(0.0, |c| json::round(c.probability()));
    writeln!(out, "  itsrdf:taConfidence \"{score}\"^^xsd:double ; nif:anchorOf {} .", literal(mention.text()))?;
    Ok(())
}

/// A Turtle string: what JSON escapes, Turtle escapes alike.
fn literal(text: &str) -> String {
    json::raw(text).get().to_owned()
}
